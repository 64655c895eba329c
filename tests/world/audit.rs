//! Looks into the stores as an auditor does: what is there, whatever the API shows of it.

use pathfinder::app::StoredDeadLetter;
use pathfinder::store::operations::Operation;
use pathfinder_cloud::documents::{Container, Documents as _, Query, Stored, Write};
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use serde_json::Value;

use crate::world::World;

impl World {
    /// All documents of a kind in one partition, past any fault in between.
    pub async fn documents(&self, container: Container, partition: &str, kind: &str) -> Vec<Stored> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let query = Query { after, limit: 500, ..Query::kind(kind) };
            let page = self.embedded.documents.query(container, partition, query).await.expect("the store answers");
            found.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return found,
            }
        }
    }

    /// Of a trip's partition.
    pub async fn count(&self, trip: &str, kind: &str) -> usize {
        self.documents(Container::Trips, trip, kind).await.len()
    }

    pub async fn operation(&self, trip: &str, id: &str) -> Operation {
        let stored = self.embedded.documents.get(Container::Trips, trip, &format!("op_{id}")).await.expect("the store answers");
        stored.expect("the operation is there").parse().expect("an operation")
    }

    /// Makes an operation one of which so many runs have begun.
    pub async fn has_run(&self, trip: &str, id: &str, runs: u32) {
        let mut operation = self.operation(trip, id).await;
        operation.runs = runs;
        let write = Write::put(format!("op_{id}"), "operation", &operation).expect("an operation");
        self.embedded.documents.batch(Container::Trips, trip, vec![write]).await.expect("the store answers");
    }

    /// What a version solves, and its plan, as they are stored.
    pub async fn stored_plan(&self, trip: &str, version: u32) -> (Problem, Plan) {
        let read = async |id: String, member: &str| -> Value {
            let stored = self.embedded.documents.get(Container::Trips, trip, &id).await.expect("the store answers");
            stored.unwrap_or_else(|| panic!("{id} is not stored")).body[member].clone()
        };
        let problem = read(format!("problem_{version:06}"), "problem").await;
        let plan = read(format!("plan_{version:06}"), "plan").await;
        (serde_json::from_value(problem).expect("a problem"), serde_json::from_value(plan).expect("a plan"))
    }

    /// Every dead letter with its id.
    pub async fn dead_letters(&self) -> Vec<(String, StoredDeadLetter)> {
        let query = Query { limit: 1000, ..Query::kind("deadLetter") };
        let page = self.embedded.documents.scan(Container::System, query).await.expect("the store answers");
        page.items.iter().map(|stored| (stored.id.clone(), stored.parse().expect("a dead letter"))).collect()
    }

    /// How many notifications somebody has got, read or not.
    pub async fn notified(&self, user: &str) -> usize {
        self.documents(Container::Accounts, user, "notification").await.len()
    }
}
