//! `sealpost sample`: writes a synthetic dossier.
