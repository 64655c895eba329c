//! The operator's commands, over the stores of a running application.

use std::time::Duration;

use pathfinder_cloud::queues::Queues as _;

use crate::stage::Stage;

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
