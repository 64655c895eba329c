//! Two families on a short trip: Anna Rossi organises it, Ben Miller's family comes along.

use std::time::Duration;

use http::StatusCode;
use pathfinder::config::Config;
use pathfinder::store::operations::Status;
use pathfinder_cloud::cache::Bucket;
use serde_json::Value;

use crate::person::Person;
use crate::world::World;

/// Who and what the tests of jobs and itineraries are about.
#[derive(Debug)]
pub struct Scene {
    pub world: World,
    pub rossi: String,
    pub miller: String,
    pub trip: String,
}

impl Scene {
    /// A trip to Rome of so many days, planned in a moment, without daily limits.
    pub async fn new(days: i64) -> Self {
        Self::in_world(World::configured(Self::quick), days).await
    }

    pub fn quick(config: &mut Config) {
        let plenty = Bucket { quota: 1_000_000, window: Duration::from_secs(60), burst: 1_000_000 };
        config.rates.generations = plenty;
        config.rates.exports = plenty;
        config.planner.rounds = 3;
    }

    pub async fn in_world(world: World, days: i64) -> Self {
        let (rossi, miller) = (world.person("Anna Rossi").founds("Rossi").await, world.person("Ben Miller").founds("Miller").await);
        let trip = world.person("Anna Rossi").starts_trip(&rossi, days).await;
        let token = world.person("Anna Rossi").invites_onto(&trip).await;
        world.person("Ben Miller").joins(&miller, &token).await;
        Self { world, rossi, miller, trip }
    }

    pub fn anna(&self) -> Person<'_> {
        self.world.person("Anna Rossi")
    }

    pub fn ben(&self) -> Person<'_> {
        self.world.person("Ben Miller")
    }

    /// The address of something of the trip.
    pub fn at(&self, below: &str) -> String {
        format!("v1/trips/{}/{below}", self.trip)
    }

    /// Starts a generation without running it; the operation's id.
    pub async fn starts(&self, request: Value) -> String {
        self.anna().post(&self.at("itineraries"), request).await.expect(StatusCode::ACCEPTED).id()
    }

    /// Makes an itinerary; its number.
    pub async fn plans(&self, request: Value) -> u32 {
        let id = self.starts(request).await;
        self.world.run_queues().await;
        let operation = self.world.operation(&self.trip, &id).await;
        assert_eq!(operation.status, Status::Succeeded, "{operation:#?}");
        let path = operation.result.expect("a result");
        path.rsplit('/').next().and_then(|number| number.parse().ok()).expect("a version")
    }

    /// Makes a file; the export as it is shown, link included.
    pub async fn exports(&self, request: Value) -> Value {
        let id = self.anna().post(&self.at("exports"), request).await.expect(StatusCode::ACCEPTED).id();
        self.world.run_queues().await;
        let operation = self.world.operation(&self.trip, &id).await;
        assert_eq!(operation.status, Status::Succeeded, "{operation:#?}");
        self.anna().get(&operation.result.expect("a result")).await.expect(StatusCode::OK).json()
    }

    /// The bytes behind a signed link, as the development host serves them; None when it is refused.
    pub async fn fetches(&self, link: &str) -> Option<(Vec<u8>, String)> {
        let link: url::Url = link.parse().expect("an absolute address");
        let path = link.path().strip_prefix("/blobs/").expect("below the address of files");
        let key = self.world.embedded.link_key().expect("the key is there");
        let good = key.verify(path, link.query().unwrap_or_default(), self.world.now()).ok()?;
        use pathfinder_cloud::blobs::Blobs as _;
        let (_, bytes) = self.world.embedded.blobs.get(&good.container, &good.name).await.expect("the store answers")?;
        Some((bytes.to_vec(), good.file_name))
    }

    /// Lets minutes pass until the operation is over and its messages are sent: at most ten (promise R7).
    pub async fn comes_to_rest(&self, operation: &str) {
        for _ in 0..10 {
            self.world.run_queues().await;
            let over = self.world.operation(&self.trip, operation).await.status.is_final();
            if over && self.world.count(&self.trip, "outbox").await == 0 {
                return;
            }
            self.world.minutes(1).await;
        }
        let operation = self.world.operation(&self.trip, operation).await;
        panic!("not at rest after ten minutes: {operation:#?}, outbox {}", self.world.count(&self.trip, "outbox").await);
    }
}
