//! The shape of the house: arrows between crates go down only, and `verify` stays off line.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

use serde_json::Value;

/// Every arrow that is allowed; `docs/architecture.md` says why.
const ARROWS: &[(&str, &[&str])] = &[
    ("sealpost", &["transfer", "package", "crypto", "ectd", "durable", "terminal"]),
    ("sealpost-receiver", &["transfer", "package", "archive", "crypto", "ectd", "durable", "terminal"]),
    ("sealpost-verify", &["package", "archive", "crypto", "ectd", "durable", "terminal"]),
    ("transfer", &["package", "crypto", "ectd", "durable"]),
    ("package", &["crypto", "ectd", "durable"]),
    ("archive", &["crypto", "ectd", "durable"]),
    ("ectd", &["crypto", "durable"]),
    ("crypto", &[]),
    ("durable", &[]),
    ("terminal", &[]),
    ("tests", &["transfer", "package", "archive", "crypto", "ectd", "durable"]),
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

/// What is not built from Rust alone.
const NOT_PURE: &[&str] = &["aws-lc-rs", "aws-lc-sys", "ring", "openssl-sys"];

/// What `cargo metadata` says; the crate that parses it would change the features of serde for everything else.
fn metadata() -> Value {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest];
    let output = Command::new(cargo).args(arguments).output().expect("cargo metadata");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// The packages of the workspace.
fn ours(metadata: &Value) -> Vec<&Value> {
    let members: BTreeSet<&str> = list(&metadata["workspace_members"]).iter().map(text).collect();
    list(&metadata["packages"]).iter().filter(|package| members.contains(text(&package["id"]))).collect()
}

#[test]
fn arrows_between_crates_go_down_only() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let names: BTreeSet<&str> = ours(&metadata).iter().map(|package| text(&package["name"])).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "a crate is not in the table of arrows");
    for package in ours(&metadata) {
        let package_name = text(&package["name"]);
        for dependency in list(&package["dependencies"]) {
            let name = text(&dependency["name"]);
            if names.contains(name) {
                assert!(allowed[package_name].contains(&name), "{package_name} may not use {name}");
                assert!(dependency["rename"].is_null(), "{package_name} renames {name}");
            }
        }
    }
}

#[test]
fn verify_carries_no_network_no_runtime_no_database() {
    let metadata = metadata();
    let names = reached_from(&metadata, "sealpost-verify");
    assert!(names.contains("crypto") && names.contains("rustls-webpki"), "the walk found too little");
    for name in NOT_IN_VERIFY {
        assert!(!names.contains(name), "sealpost-verify reaches {name}");
    }
}

/// In a build of the whole workspace the features of all programs are shared: so none of our crates may have one by which
/// something else than Rust would come into the archivist's tool.
#[test]
fn nothing_of_ours_brings_other_languages_into_verify() {
    let metadata = metadata();
    let reached = reached_from(&metadata, "sealpost-verify");
    for package in ours(&metadata) {
        let name = text(&package["name"]);
        let dependencies: BTreeSet<&str> =
            list(&package["dependencies"]).iter().map(|dependency| text(&dependency["name"])).collect();
        let impure = NOT_PURE.iter().find(|impure| dependencies.contains(**impure));
        assert!(!reached.contains(name) || impure.is_none(), "{name} knows {impure:?}");
    }
}

#[test]
fn verify_built_alone_is_pure_rust() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments =
        ["tree", "--locked", "--package", "sealpost-verify", "--edges", "normal", "--prefix", "none"];
    let mut command = Command::new(cargo);
    command.args(arguments).args(["--format", "{p}", "--manifest-path", manifest]);
    let output = command.env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION").output().expect("cargo tree");
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains("crypto") && names.contains("rustls-webpki"), "the tree is too small: {names:?}");
    for name in NOT_PURE {
        assert!(!names.contains(name), "sealpost-verify is made with {name}");
    }
}

/// Names of the packages that are linked into one, itself among them.
fn reached_from<'a>(metadata: &'a Value, name: &str) -> BTreeSet<&'a str> {
    let packages = list(&metadata["packages"]);
    let named: BTreeMap<&str, &str> = packages.iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
    let nodes = list(&metadata["resolve"]["nodes"]);
    let nodes: BTreeMap<&str, &Value> = nodes.iter().map(|node| (text(&node["id"]), node)).collect();
    let start = ours(metadata).into_iter().find(|package| text(&package["name"]) == name).expect("package");
    let mut reached = BTreeSet::from([text(&start["id"])]);
    let mut queue = VecDeque::from([text(&start["id"])]);
    while let Some(id) = queue.pop_front() {
        for dependency in list(&nodes[id]["deps"]) {
            let linked = list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let package = text(&dependency["pkg"]);
            if linked && reached.insert(package) {
                queue.push_back(package);
            }
        }
    }
    reached.into_iter().map(|id| named[id]).collect()
}
