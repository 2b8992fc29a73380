//! What the errors of the identity and of reaching the centre say of themselves.

use package::card::CardError;
use terminal::exit::Exit;
use transfer::carrier::dial::DialError;
use transfer::carrier::line::LineError;
use transfer::carrier::link::{Alert, Closing, LinkError};
use transfer::carrier::proxy::NotAProxy;
use transfer::invitation::InvitationError;
use transfer::reject::{Code, Reason};

use crate::cause::chain;
use crate::failure::{Explain, Explanation};
use crate::identity::IdentityError;
use crate::identity::enrol::EnrolError;
use crate::identity::keys::KeysError;
use crate::identity::log::LogError;
use crate::identity::store::StoreError;
use crate::job::setback::{NOT_REACHED, OF_NETWORK, PROXY_SETTING, proxy_code};
use crate::network::rate::NotARate;
use crate::reach::ReachError;

impl Explain for IdentityError {
    fn explain(&self) -> Explanation {
        match self {
            IdentityError::Store(error) => error.explain(),
            IdentityError::Keys(error) => error.explain(),
            IdentityError::Card(error) => error.explain(),
            IdentityError::Log(error) => error.explain(),
            other => damaged(other),
        }
    }
}

impl Explain for LogError {
    fn explain(&self) -> Explanation {
        match self {
            LogError::File(error) => error.explain(),
            LogError::Inconsistent { why, evidence } => Explanation::new("log-inconsistent", Exit::Failed)
                .value("what", chain(why))
                .value("path", evidence.display().to_string()),
            LogError::Held { path, source } => Explanation::new("log-memory", Exit::Failed)
                .value("what", chain(source))
                .value("path", path.display().to_string()),
        }
    }
}

impl Explain for StoreError {
    fn explain(&self) -> Explanation {
        match self {
            StoreError::NotEnrolled => Explanation::new("not-enrolled", Exit::Failed),
            StoreError::File(error) => error.explain(),
            other => damaged(other),
        }
    }
}

impl Explain for KeysError {
    fn explain(&self) -> Explanation {
        match self {
            KeysError::Secret(error) => error.explain(),
            KeysError::File(error) => error.explain(),
            other => damaged(other),
        }
    }
}

impl Explain for CardError {
    fn explain(&self) -> Explanation {
        let code = match self {
            CardError::LowerSerial { .. } | CardError::TwoFaces(_) => "card-older",
            CardError::Ended(_) => "card-ended",
            _ => "card-not-believed",
        };
        Explanation::new(code, Exit::Failed).value("what", chain(self))
    }
}

impl Explain for EnrolError {
    fn explain(&self) -> Explanation {
        match self {
            EnrolError::HomeInUse { organisation } => {
                Explanation::new("home-in-use", Exit::Failed).value("organisation", organisation.clone())
            }
            EnrolError::Busy => Explanation::new("home-busy", Exit::Unfinished),
            EnrolError::File(error) => error.explain(),
            EnrolError::Keys(error) => error.explain(),
            EnrolError::Store(error) => error.explain(),
            EnrolError::Reach(error) => error.explain(),
            EnrolError::Card(error) => error.explain(),
            EnrolError::Identity(error) => error.explain(),
            other => Explanation::new("enrolment-not-believed", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for InvitationError {
    fn explain(&self) -> Explanation {
        Explanation::new("not-an-invitation", Exit::Usage).value("what", chain(self))
    }
}

impl Explain for ReachError {
    fn explain(&self) -> Explanation {
        match self {
            ReachError::Line(LineError::Link(link)) => link.explain(),
            ReachError::Dial(error) => match error.telling() {
                DialError::Link(link) => link.explain(),
                DialError::Proxy(proxy) => network(proxy_code(proxy), self),
                _ => network(NOT_REACHED, self),
            },
            ReachError::Proxy(_) | ReachError::Half { .. } => network(PROXY_SETTING, self),
            ReachError::Identity(error) => error.explain(),
            ReachError::Said(reason) => reason.explain(),
            other => network(NOT_REACHED, other),
        }
    }
}

fn network(code: &'static str, error: &ReachError) -> Explanation {
    Explanation::new(code, Exit::Failed).value("what", chain(error))
}

impl Explain for NotAProxy {
    fn explain(&self) -> Explanation {
        Explanation::new("not-a-proxy", Exit::Usage).value("what", chain(self))
    }
}

impl Explain for NotARate {
    fn explain(&self) -> Explanation {
        Explanation::new("not-a-rate", Exit::Usage).value("what", self.0.clone())
    }
}

impl Explain for LinkError {
    fn explain(&self) -> Explanation {
        let code = match self {
            LinkError::CertificateRefused(Alert::Revoked) | LinkError::Closed(Closing::Revoked) => "revoked",
            LinkError::CertificateRefused(Alert::Expired) => "expired",
            LinkError::CertificateRefused(_) | LinkError::Closed(Closing::NoCertificate) => {
                "certificate-refused"
            }
            LinkError::Tls { .. } => "centre-not-believed",
            LinkError::NoCommonProtocol => "version",
            _ => return Explanation::new("centre-not-reached", Exit::Failed).value("what", chain(self)),
        };
        let exit = if code == "centre-not-believed" { Exit::Failed } else { Exit::Refused };
        let words = if code == "centre-not-believed" { code } else { "said" };
        Explanation::new(code, exit).worded(words).value("message", chain(self)).value("what", chain(self))
    }
}

impl Explain for Reason {
    fn explain(&self) -> Explanation {
        if let Some(code) = OF_NETWORK.into_iter().find(|code| *code == self.code) {
            return Explanation::new(code, Exit::Unfinished).value("what", self.message.clone());
        }
        let code = self.known().map_or("refused-by-centre", Code::name);
        let exit = match self.known() {
            _ if self.transient => Exit::Unfinished,
            Some(Code::Order | Code::Protocol) => Exit::Failed,
            _ => Exit::Refused,
        };
        Explanation::new(code, exit).worded("said").value("message", self.message.clone())
    }
}

fn damaged(error: &dyn std::error::Error) -> Explanation {
    Explanation::new("identity-damaged", Exit::Failed).value("what", chain(error))
}
