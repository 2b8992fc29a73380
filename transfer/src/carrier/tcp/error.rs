//! What the system and TLS say of a broken connection, in the words that both carriers share.

use std::io;

use crate::carrier::link::{LinkError, of_alert};

/// A connection that broke for a reason of its own.
pub(in crate::carrier) fn broken(reason: &str) -> LinkError {
    LinkError::Tcp { reason: reason.to_owned() }
}

/// Reads the error of a stream over TLS.
pub(in crate::carrier) fn of_io(error: &io::Error) -> LinkError {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::AlertReceived(alert)) => of_alert(u8::from(*alert).into(), &error.to_string()),
        Some(rustls::Error::NoApplicationProtocol) => LinkError::NoCommonProtocol,
        Some(error) => LinkError::Tls { reason: error.to_string() },
        None if error.kind() == io::ErrorKind::TimedOut => LinkError::TimedOut,
        None => broken(&error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rustls::{AlertDescription, CertificateError, Error};

    use super::*;
    use crate::carrier::link::Alert;

    fn of(error: Error) -> LinkError {
        of_io(&io::Error::new(io::ErrorKind::InvalidData, error))
    }

    #[test]
    fn tls_says_the_same_as_over_quic() {
        let revoked = of(Error::AlertReceived(AlertDescription::CertificateRevoked));
        assert_eq!(revoked, LinkError::CertificateRefused(Alert::Revoked));
        let none = of(Error::AlertReceived(AlertDescription::NoApplicationProtocol));
        assert_eq!(none, LinkError::NoCommonProtocol);
        assert!(matches!(of(CertificateError::UnknownIssuer.into()), LinkError::Tls { .. }));
        assert_eq!(of_io(&io::ErrorKind::TimedOut.into()), LinkError::TimedOut);
        assert!(matches!(of_io(&io::ErrorKind::ConnectionReset.into()), LinkError::Tcp { .. }));
    }
}
