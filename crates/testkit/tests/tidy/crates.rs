//! The crate graph: which crate may know which (DESIGN: arrows point down only).

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::process::Command;

use serde_json::Value;

use crate::{expect_file, expect_none, read, root};

/// Crates from the bottom up. An arrow leads to a lower row only, never within a row.
const LAYERS: &[&[&str]] = &[
    &["model"],
    &["api", "identity", "language", "routing", "sla", "template", "ui-assets"],
    &["store", "channels", "search"],
    // Asks through the guarded client of `channels`.
    &["oidc"],
    &["app", "web"],
    &["demo"],
    &["server"],
    &["testkit"],
    &["bench"],
];

/// Pure crates: `step(now, input) → effects`.
const ENGINES: &[&str] = &["identity", "language", "routing", "sla", "template"];
/// All that an engine may name: the language, plain data, text and errors. No runtime, no I/O, no
/// clock.
const ENGINE_DEPENDENCIES: &[&str] = &[
    "model",
    "jiff",
    // Texts with gaps; of its own only what a crate of ours lets through.
    "minijinja",
    // Rules of numbering plans as data.
    "phonenumber",
    "serde",
    "serde_json",
    "thiserror",
    "unicode-normalization",
    "uuid",
];

/// The thin edge, and all of this workspace that it may name.
const WEB_DEPENDENCIES: &[&str] = &["api", "model", "ui-assets"];

/// Who may name a database library: `bench` measures the store beside raw inserts.
const SQL_CRATES: &[&str] = &["store", "bench"];
const SQL_LIBRARIES: &[&str] = &["sea-orm", "sqlx", "rusqlite", "tokio-postgres", "diesel"];

struct Package {
    name: String,
    /// Names of its normal dependencies.
    normal: BTreeSet<String>,
    /// Names of all its dependencies: normal, build and test ones.
    all: BTreeSet<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env::var_os("CARGO").expect("cargo runs this test"))
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages: Vec<Package> =
        metadata["packages"].as_array().unwrap().iter().map(package).collect();
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    packages
}

fn package(value: &Value) -> Package {
    let names = |keep: fn(&Value) -> bool| {
        let dependencies = value["dependencies"].as_array().unwrap();
        let kept = dependencies.iter().filter(|dependency| keep(dependency));
        kept.map(|dependency| dependency["name"].as_str().unwrap().to_owned()).collect()
    };
    Package {
        name: value["name"].as_str().unwrap().to_owned(),
        normal: names(|dependency| dependency["kind"].is_null()),
        all: names(|_| true),
    }
}

/// Crate → the crates of this workspace that it is built on.
fn graph(packages: &[Package]) -> BTreeMap<&str, Vec<&str>> {
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    packages
        .iter()
        .map(|package| {
            let edges = package.normal.iter().map(String::as_str);
            (package.name.as_str(), edges.filter(|name| ours.contains(name)).collect())
        })
        .collect()
}

fn layer_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

#[test]
fn the_crate_graph_is_the_reviewed_one() {
    let packages = packages();
    let mut text = String::from(
        "# crate -> the crates of this workspace it is built on (normal dependencies).\n\
         # Written by: UPDATE=1 cargo test -p testkit --test tidy\n",
    );
    for (name, edges) in graph(&packages) {
        text.push_str(format!("{name} -> {}", edges.join(" ")).trim_end());
        text.push('\n');
    }
    expect_file("crate-graph.out", &text);
}

#[test]
fn arrows_point_down() {
    let packages = packages();
    let mut complaints = Vec::new();
    for (name, edges) in graph(&packages) {
        let Some(from) = layer_of(name) else {
            complaints.push(format!("{name} has no layer: say in tidy/crates.rs where it stands"));
            continue;
        };
        for edge in edges {
            if layer_of(edge).is_none_or(|to| to >= from) {
                complaints.push(format!("{name} -> {edge} does not point down"));
            }
        }
    }
    expect_none("arrows that do not point down", &complaints);
}

#[test]
fn engines_are_pure() {
    let complaints: Vec<String> = packages()
        .iter()
        .filter(|package| ENGINES.contains(&package.name.as_str()))
        .flat_map(|package| beyond(package, &package.normal, ENGINE_DEPENDENCIES))
        .collect();
    expect_none("an engine names what it must not know", &complaints);
}

#[test]
fn the_web_sees_ports_only() {
    let packages = packages();
    let graph = graph(&packages);
    let edges: BTreeSet<String> = graph["web"].iter().map(|name| (*name).to_owned()).collect();
    let web = packages.iter().find(|package| package.name == "web").unwrap();
    expect_none("web is not thin any more", &beyond(web, &edges, WEB_DEPENDENCIES));
}

fn beyond(package: &Package, has: &BTreeSet<String>, may: &[&str]) -> Vec<String> {
    has.iter()
        .filter(|name| !may.contains(&name.as_str()))
        .map(|name| format!("{} -> {name}", package.name))
        .collect()
}

#[test]
fn only_the_store_speaks_sql() {
    let mut complaints = Vec::new();
    for package in packages() {
        let sql = package.all.iter().find(|name| SQL_LIBRARIES.iter().any(|s| name.starts_with(s)));
        if let Some(library) = sql
            && !SQL_CRATES.contains(&package.name.as_str())
        {
            complaints.push(format!("{} -> {library}", package.name));
        }
    }
    expect_none("SQL outside the store", &complaints);
}

#[test]
fn the_map_names_every_crate() {
    let map = read("ARCHITECTURE.md");
    let complaints: Vec<String> = packages()
        .iter()
        .filter(|package| !map.contains(&format!("**`{}`**", package.name)))
        .map(|package| format!("**`{}`** has no line in the code map", package.name))
        .collect();
    expect_none("ARCHITECTURE.md", &complaints);
}

#[test]
fn every_crate_keeps_the_lints() {
    let complaints: Vec<String> = crate::tracked_files()
        .into_iter()
        .filter(|file| file.ends_with("/Cargo.toml"))
        .filter(|file| !read(file).contains("[lints]\nworkspace = true"))
        .collect();
    expect_none("no `[lints] workspace = true` in", &complaints);
}
