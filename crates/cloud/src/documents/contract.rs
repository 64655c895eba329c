//! The contract of [`Documents`], sentence by sentence, for every adapter.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Action, Container, Continuation, DocumentError, Documents, ETag, Page, Query, Stored, Write};
use crate::clock::mover::{Mover, fresh};

mod conditions;
mod queries;

/// Runs the whole suite; panics at the first broken sentence.
pub async fn holds(port: &dyn Documents, time: &dyn Mover) {
    port.ready().await.expect("a store that works is ready");
    conditions::addresses_are_container_partition_and_id(port).await;
    conditions::ids_have_at_most_255_characters_without_four(port).await;
    conditions::every_write_gives_a_new_etag(port).await;
    conditions::conditions_name_what_failed(port).await;
    conditions::a_batch_is_all_or_nothing(port).await;
    conditions::a_batch_has_limits(port).await;
    conditions::of_many_conditional_writers_one_wins(port).await;
    conditions::documents_vanish_after_their_time_to_live(port, time).await;
    queries::a_query_selects_one_kind_by_id(port).await;
    queries::filters_compare_json_scalars(port).await;
    queries::pages_are_bounded(port).await;
    queries::pages_are_stable_under_inserts(port).await;
    queries::a_scan_sees_every_partition_once(port).await;
}

async fn one(port: &dyn Documents, partition: &str, write: Write) -> Result<ETag, DocumentError> {
    let mut etags = port.batch(Container::Trips, partition, vec![write]).await?;
    assert_eq!(etags.len(), 1);
    Ok(etags.remove(0))
}

async fn get(port: &dyn Documents, partition: &str, id: &str) -> Option<Stored> {
    port.get(Container::Trips, partition, id).await.expect("a point read answers")
}

fn create(id: &str, body: &Value) -> Write {
    Write::create(id, "note", body).expect("JSON")
}

fn ids(page: &Page) -> Vec<&str> {
    page.items.iter().map(|item| item.id.as_str()).collect()
}
