//! The operator's commands, over the stores of a running application.

use std::time::Duration;

use pathfinder_cloud::queues::Queues as _;

use crate::stage::{Stage, program};

/// Status and standard output of a command that needs no stores.
fn runs(arguments: &[&str]) -> Option<(i32, String)> {
    let repo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the repository");
    let output = std::process::Command::new(program()?).args(arguments).current_dir(repo).output().expect("it runs");
    Some((output.status.code().expect("no signal"), String::from_utf8(output.stdout).expect("text")))
}

#[test]
fn the_least_price_of_a_trip_is_told_and_a_sum_below_it_excluded() {
    let texas = "examples/problems/texas-two-of-four.json";
    let Some((status, text)) = runs(&["cheapest", texas]) else { return };
    assert!(status == 0 && text.starts_with("2884.00 USD\nThis is a lower bound"), "{status} {text}");
    let (status, text) = runs(&["cheapest", texas, "--under", "2883.99"]).unwrap();
    assert!(status == 3 && text.ends_with("No plan costs 2883.99 USD or less.\n"), "{status} {text}");
    let (status, text) = runs(&["cheapest", texas, "--under", "2884", "--seconds", "0", "--json"]).unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &told["least"]["amount"]), (0, &serde_json::json!("2884.00")));
    assert_eq!((&told["exact"], &told["excluded"]), (&serde_json::json!(false), &serde_json::json!(false)));
    for bad in [["cheapest", texas, "--under=cheap"], ["cheapest", "README.md", "--json"]] {
        assert_eq!(runs(&bad).unwrap(), (2, String::new()), "{bad:?}");
    }
}

#[test]
fn a_price_for_which_there_is_a_plan_is_exact() {
    // One city, one bed, nothing to do: the bed is all that costs.
    let here = serde_json::json!({ "lat": 48.2, "lon": 16.4 });
    let day = |date: &str| serde_json::json!({ "date": date, "city": "vienna", "start": "09:00", "end": "11:00" });
    let problem = serde_json::json!({
        "version": 1, "title": "A night", "currency": "EUR",
        "cities": [{ "id": "vienna", "name": "Vienna", "center": here, "timeZone": "Europe/Vienna" }],
        "days": [day("2027-05-01"), day("2027-05-02")],
        "families": [{ "id": "a", "name": "A", "members": [{ "name": "Ann", "age": 40 }] }],
        "lodgings": [{ "id": "inn", "name": "Inn", "city": "vienna", "location": here, "perNight": { "amount": "60", "currency": "EUR" }, "sleeps": 2 }]
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.json");
    std::fs::write(&file, problem.to_string()).unwrap();
    let Some((status, text)) = runs(&["cheapest", file.to_str().unwrap()]) else { return };
    assert!(status == 0 && text.starts_with("60.00 EUR\nThis is exact"), "{status} {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_listed_and_sent_again() {
    let Some(stage) = Stage::start(&[]).await else { return };
    assert!(stage.command(&["dead-letters", "list"]).ends_with("0 dead letters\n"));
    stage.stores().queues.send("exports", "not a message", Duration::ZERO).await.unwrap();
    let list = async || {
        let list = stage.command(&["dead-letters", "list"]);
        list.contains("1 dead letters").then_some(list)
    };
    let listed = stage.until("a dead letter", list).await;
    assert!(listed.contains("exports-make") && listed.contains("not a message"), "{listed}");
    let letter = listed.lines().next().and_then(|line| line.rsplit(' ').next()).expect("the letter's id").to_owned();
    assert_eq!(stage.command(&["dead-letters", "redrive", "exports-make", &letter]), "sent to exports\n");
    // Nothing was mended, so it comes back: the redriven message was really delivered.
    let again = stage.until("the letter again", list).await;
    assert!(again.contains(&letter));
    stage.stop().await;
}
