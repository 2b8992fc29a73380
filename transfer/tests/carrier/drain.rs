//! The end of a port, and too many at its door.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use transfer::carrier::dial::{self, DialError};
use transfer::carrier::link::{Closing, LinkError};
use transfer::carrier::listen::{Arrival, ArrivalError, Limits};
use transfer::carrier::transport::Transport;
use transfer::carrier::tuning::Tuning;
use transfer::carrier::ways::Ways;
use transfer::message::to_applicant::ToApplicant;

use crate::centre::{Centre, hello};

over_both! {
    a_drained_port_lets_sessions_end_and_takes_no_new_ones,
    a_closed_port_says_so,
    the_last_word_is_read_before_the_end,
    newcomers_have_few_places_and_give_them_back,
}

async fn a_drained_port_lets_sessions_end_and_takes_no_new_ones(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, mut dialled) = centre.meet().await;
    centre.listener.stop();
    assert!(centre.listener.knock().await.is_none());
    let late = tokio::select! {
        late = centre.dial(centre.applicant()) => late,
        () = centre.listener.drained() => panic!("a session stands"),
    };
    match over {
        Transport::Quic => {
            assert!(matches!(late, Err(DialError::Link(LinkError::Closed(Closing::Busy)))), "{late:?}");
        }
        Transport::Tcp => assert!(matches!(late, Err(DialError::Link(LinkError::Tcp { .. }))), "{late:?}"),
    }
    let word = ToApplicant::TakenOver { number: "X-1".into() };
    member.line.speaker.say(&word).await.unwrap();
    assert_eq!(dialled.line.hearer.hear().await.unwrap(), Some(word), "the old session goes on");
    let drained = tokio::time::timeout(Duration::from_millis(200), centre.listener.drained()).await;
    assert!(drained.is_err(), "a session stands");
    dialled.hang_up().await;
    tokio::time::timeout(Duration::from_secs(10), centre.listener.drained()).await.unwrap();
}

async fn a_closed_port_says_so(over: Transport) {
    let centre = Centre::open(over);
    let (_member, dialled) = centre.meet().await;
    centre.listener.close();
    assert_eq!(dialled.link.closed().await, LinkError::Closed(Closing::Draining));
    assert!(centre.listener.knock().await.is_none());
}

async fn the_last_word_is_read_before_the_end(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, mut dialled) = centre.meet().await;
    let word = ToApplicant::Findings { offset: 0, total: 200_000, bytes: vec![7; 200_000] };
    let speaking = async {
        member.line.speaker.say(&word).await.unwrap();
        member.line.speaker.finish().await;
        member.link.close(Closing::Done);
    };
    let hearing = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let heard = dialled.line.hearer.hear().await.unwrap();
        (heard, dialled.line.hearer.hear().await)
    };
    let ((), (heard, end)) = tokio::join!(speaking, hearing);
    assert_eq!(heard, Some(word));
    assert!(end.is_ok_and(|end| end.is_none()));
}

#[tokio::test]
async fn more_connections_than_the_limit_are_refused() {
    let centre = Arc::new(Centre::open_at(
        Transport::Quic,
        "127.0.0.1:0",
        &Limits { connections: 3, ..Limits::default() },
    ));
    let mut met = Vec::new();
    for _ in 0..3 {
        met.push(centre.meet().await);
    }
    let door = Arc::clone(&centre);
    let keeper = tokio::spawn(async move { door.listener.knock().await.is_some() });
    let refused = centre.dial(centre.applicant()).await;
    assert!(matches!(refused, Err(DialError::Link(LinkError::Closed(Closing::Busy)))), "{refused:?}");
    keeper.abort();
}

async fn newcomers_have_few_places_and_give_them_back(over: Transport) {
    let centre = Centre::open_at(over, "127.0.0.1:0", &Limits { newcomers: 1, ..Limits::default() });
    let fingerprint = centre.authority.anchor().fingerprint();
    let (address, tuning) = (centre.address(), Tuning::default());
    let come = || async {
        let dialling = async {
            let mut dialled =
                dial::newcomer(&address, fingerprint, &Ways::only(over), &tuning).await.unwrap();
            dialled.line.speaker.say(&hello()).await.unwrap();
            dialled
        };
        tokio::join!(centre.admit(), dialling)
    };
    let first = come().await;
    assert!(matches!(first.0, Ok(Arrival::Newcomer(_))));
    let (second, dialled) = come().await;
    assert_eq!(second.err(), Some(ArrivalError::Crowded));
    assert_eq!(dialled.link.closed().await, LinkError::Closed(Closing::Busy));
    drop(first);
    assert!(matches!(come().await.0, Ok(Arrival::Newcomer(_))));
}

/// A killed process says no farewell; the same centre on the same port knows its old peers by their packets alone.
#[test]
fn a_centre_that_was_killed_tells_its_old_peers_when_it_is_back() {
    let (first, client) = (Runtime::new().unwrap(), Runtime::new().unwrap());
    let centre = Arc::new(first.block_on(async { Centre::open(Transport::Quic) }));
    let (at, address, ca, applicant) = (centre.at(), centre.address(), centre.ca(), centre.applicant());
    let door = Arc::clone(&centre);
    let admitted = first.spawn(async move { door.admit().await });
    let mut dialled = client.block_on(async {
        let mut dialled =
            dial::member(&address, &ca, applicant, &Ways::only(Transport::Quic), &Tuning::default())
                .await
                .unwrap();
        dialled.line.speaker.say(&hello()).await.unwrap();
        dialled
    });
    let arrival = first.block_on(admitted).unwrap().unwrap();
    // Waits until its tasks are gone, and with them the socket.
    first.shutdown_timeout(Duration::from_secs(10));
    drop(arrival);
    let Ok(centre) = Arc::try_unwrap(centre) else { panic!("the door still holds the centre") };
    let Centre { authority, own, listener, .. } = centre;
    drop(listener);
    let _second = client.block_on(async {
        Centre::open_with(Transport::Quic, &at.to_string(), &Limits::default(), authority, own)
    });
    let ended = client.block_on(async {
        let _ = dialled.line.speaker.say(&hello()).await;
        tokio::time::timeout(Duration::from_secs(5), dialled.link.closed()).await
    });
    assert_eq!(ended, Ok(LinkError::Reset));
}
