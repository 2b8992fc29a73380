//! The shape of the house: arrows between crates go down only, and `verify` stays off line.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Every arrow that is allowed; `docs/architecture.md` says why.
const ARROWS: &[(&str, &[&str])] = &[
    ("sealpost", &["transfer", "package", "crypto", "ectd", "durable", "terminal"]),
    ("sealpost-receiver", &["transfer", "package", "crypto", "ectd", "durable", "terminal"]),
    ("sealpost-verify", &["package", "crypto", "ectd", "durable", "terminal"]),
    ("transfer", &["package", "crypto", "ectd", "durable"]),
    ("package", &["crypto", "ectd", "durable"]),
    ("ectd", &["crypto", "durable"]),
    ("crypto", &[]),
    ("durable", &[]),
    ("terminal", &[]),
    ("tests", &["package", "crypto", "ectd", "durable"]),
];

/// What an archivist's tool must not carry: network, asynchronous run-times, databases.
const NOT_IN_VERIFY: &[&str] = &[
    "tokio",
    "quinn",
    "quinn-proto",
    "rustls",
    "hyper",
    "reqwest",
    "socket2",
    "sqlx",
    "sqlx-core",
    "sea-orm",
];

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).exec().expect("cargo metadata")
}

#[test]
fn arrows_between_crates_go_down_only() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let ours: BTreeSet<&str> = metadata.workspace_packages().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(ours, allowed.keys().copied().collect(), "a crate is not in the table of arrows");
    for package in metadata.workspace_packages() {
        let below = allowed[package.name.as_str()];
        for dependency in package.dependencies.iter().filter(|d| ours.contains(d.name.as_str())) {
            let name = dependency.name.as_str();
            assert!(below.contains(&name), "{} may not use {name}", package.name);
            assert!(dependency.rename.is_none(), "{} renames {name}", package.name);
        }
    }
}

#[test]
fn verify_carries_no_network_no_runtime_no_database() {
    let metadata = metadata();
    let reached = reached_from(&metadata, "sealpost-verify");
    let names: BTreeSet<&str> = reached.iter().map(|id| metadata[id].name.as_str()).collect();
    assert!(names.contains("crypto") && names.contains("rustls-webpki"), "the walk found too little");
    for name in NOT_IN_VERIFY {
        assert!(!names.contains(name), "sealpost-verify reaches {name}");
    }
}

fn reached_from(metadata: &Metadata, name: &str) -> BTreeSet<PackageId> {
    let resolve = metadata.resolve.as_ref().expect("resolved graph");
    let start = metadata.workspace_packages().into_iter().find(|p| p.name == name).expect("package");
    let mut reached = BTreeSet::from([start.id.clone()]);
    let mut queue = VecDeque::from([start.id.clone()]);
    while let Some(id) = queue.pop_front() {
        let node = resolve.nodes.iter().find(|n| n.id == id).expect("node");
        for dependency in &node.deps {
            let linked = dependency.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal);
            if linked && reached.insert(dependency.pkg.clone()) {
                queue.push_back(dependency.pkg.clone());
            }
        }
    }
    reached
}
