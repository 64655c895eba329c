//! The list of functions keeps its own rules, and what is derived from it is committed.

use std::path::Path;

use pathfinder::{commands, registry};

#[test]
fn the_list_of_functions_has_no_faults() {
    assert_eq!(pathfinder_functions::check_list(&registry::functions()), Ok(()));
}

#[test]
fn the_committed_lists_are_those_of_the_code() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the repository");
    if let Err(error) = commands::manifest::check(repo) {
        panic!("{error:#}");
    }
}
