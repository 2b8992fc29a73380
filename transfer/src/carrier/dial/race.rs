//! Several attempts side by side, each a little after the one before (after RFC 8305): the first that answers is taken.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::DialError;
use crate::carrier::link::LinkError;

/// Tries all addresses of one host.
pub(super) async fn addresses<T, F>(
    addresses: Vec<SocketAddr>,
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T, DialError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, DialError>> + Send + 'static,
{
    let mut attempts = JoinSet::new();
    for (turn, address) in (0_u32..).zip(addresses) {
        let attempt = attempt(address);
        attempts.spawn(async move {
            sleep(STAGGER * turn).await;
            attempt.await
        });
    }
    let mut last = DialError::Link(LinkError::TimedOut);
    while let Some(attempt) = attempts.join_next().await {
        match attempt {
            Ok(Ok(reached)) => return Ok(reached),
            Ok(Err(error)) => last = error,
            Err(_) => {}
        }
    }
    Err(last)
}

/// Tries two ways: the second when the first has failed, or has not answered within its head start.
///
/// # Errors
/// Why neither led anywhere.
pub(super) async fn with_head_start<T, E>(
    first: impl Future<Output = Result<T, E>>,
    second: impl Future<Output = Result<T, E>>,
    head_start: Duration,
) -> Result<T, (E, E)> {
    let (mut first, mut second) = (std::pin::pin!(first), std::pin::pin!(second));
    let (mut no, mut nor) = (None, None);
    tokio::select! {
        biased;
        reached = &mut first => match reached {
            Ok(reached) => return Ok(reached),
            Err(error) => no = Some(error),
        },
        () = sleep(head_start) => {}
    }
    loop {
        let reached = tokio::select! {
            biased;
            reached = &mut first, if no.is_none() => reached.map_err(|error| no = Some(error)),
            reached = &mut second, if nor.is_none() => reached.map_err(|error| nor = Some(error)),
        };
        if let Ok(reached) = reached {
            return Ok(reached);
        }
        (no, nor) = match (no, nor) {
            (Some(no), Some(nor)) => return Err((no, nor)),
            rest => rest,
        };
    }
}

/// Head start of each address before the next one.
const STAGGER: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_millis(40);

    async fn after(milliseconds: u64, result: Result<u8, u8>) -> Result<u8, u8> {
        sleep(Duration::from_millis(milliseconds)).await;
        result
    }

    async fn race(first: (u64, Result<u8, u8>), second: (u64, Result<u8, u8>)) -> Result<u8, (u8, u8)> {
        with_head_start(after(first.0, first.1), after(second.0, second.1), START).await
    }

    #[tokio::test]
    async fn the_first_wins_by_its_head_start_and_the_second_when_it_must() {
        assert_eq!(race((10, Ok(1)), (0, Ok(2))).await, Ok(1));
        assert_eq!(race((5000, Ok(1)), (0, Ok(2))).await, Ok(2), "the first does not answer");
        assert_eq!(race((0, Err(1)), (10, Ok(2))).await, Ok(2), "the first fails");
        assert_eq!(race((80, Ok(1)), (0, Err(2))).await, Ok(1), "the second fails, the first goes on");
        assert_eq!(race((80, Err(1)), (100, Ok(2))).await, Ok(2));
        assert_eq!(race((0, Err(1)), (0, Err(2))).await, Err((1, 2)));
        assert_eq!(race((90, Err(1)), (0, Err(2))).await, Err((1, 2)));
    }
}
