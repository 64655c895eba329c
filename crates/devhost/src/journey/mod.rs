//! A journey through the public API: an example file played from the first sign-in to the printed week, as any client would.

mod api;
mod error;
mod example;
mod exports;
mod itinerary;
mod party;
mod progress;
mod starts_on;
mod summary;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use pathfinder_cloud::clock::Clock;
use pathfinder_cloud::ids::Ids;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use api::{Api, Person};
use itinerary::Itinerary;
use party::Household;

pub use error::{FieldFault, JourneyError, Refusal};
pub use example::{Example, ExampleError, ExampleFamily, ExampleMember, ExampleTrip, Founder};
pub use progress::Progress;
pub use starts_on::{Relative, StartsOn};

/// Where an example is played, and where its files go.
#[derive(Debug)]
pub struct Journey {
    /// Origin of the API, without path.
    pub url: Url,
    pub out: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub progress: Progress,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

impl Journey {
    /// Plays the example. Its people are new ones each time, so that it can be played on the same data as often as one likes.
    ///
    /// # Errors
    /// [`JourneyError`], in words that say what to change.
    pub async fn play(&self, example: &Example) -> Result<(), JourneyError> {
        let api = Api::new(&self.url, self.clock.clone(), self.ids.clone());
        let first_day = example.trip.starts_on.date(self.clock.now().date_naive());
        let mut households = Vec::new();
        for family in &example.families {
            let household = party::found(&api, family, first_day).await?;
            self.progress
                .tell(&format!("{} signs in and founds the family {}: {} people", household.founder.name, family.name, household.people));
            households.push(household);
        }
        // `Example::read` refuses an example without a family.
        let Some((host, guests)) = households.split_first() else { return Ok(()) };
        let trip = self.gather(&api, example, host, guests, first_day).await?;
        self.wish(&api, example, &households, &trip).await?;
        let made = self.plan(&api, &host.founder, &trip).await?;
        let files = exports::fetch_all(&api, &host.founder, &trip, made.version, &self.out, &self.progress).await?;
        self.progress.tell(&format!("\n{}", summary::Summary(&made.plan)));
        for file in files {
            self.progress.tell(&format!("Wrote {} ({} KiB)", file.file.display(), file.bytes.div_ceil(1024)));
        }
        self.tell_addresses(&api, &host.founder, &trip);
        Ok(())
    }

    /// The first family starts the trip, the others are invited and accept.
    async fn gather(
        &self,
        api: &Api,
        example: &Example,
        host: &Household,
        guests: &[Household],
        first_day: NaiveDate,
    ) -> Result<String, JourneyError> {
        let mut form = example.trip.rest.clone();
        form.insert("firstDay".to_owned(), json!(first_day));
        form.insert("lastDay".to_owned(), json!(first_day + Days::new(u64::from(example.trip.days.saturating_sub(1)))));
        let new = json!({ "family": host.id, "trip": form });
        let Made { id: trip } = api.post(&host.founder, "/api/v1/trips", new, "starting the trip").await?.read()?;
        self.progress.tell(&format!("{} starts the trip, from {first_day}", host.founder.name));
        if let Some(catalog) = &example.catalog {
            api.replace(
                &host.founder,
                &format!("/api/v1/trips/{trip}/catalog"),
                catalog.clone(),
                "bringing the trip's own catalogue".to_owned(),
            )
            .await?;
            self.progress.tell(&format!("{} adds what the trip brings along", host.founder.name));
        }
        for (guest, family) in guests.iter().zip(example.families.iter().skip(1)) {
            party::join(api, &host.founder, &trip, guest, family.founder.email.as_deref()).await?;
            self.progress.tell(&format!("{} accepts the invitation for the family {}", guest.founder.name, family.name));
        }
        Ok(trip)
    }

    async fn wish(&self, api: &Api, example: &Example, households: &[Household], trip: &str) -> Result<(), JourneyError> {
        for (household, family) in households.iter().zip(&example.families) {
            let path = format!("/api/v1/trips/{trip}/families/{}/wishes", household.id);
            let doing = format!("the wishes of the family {}", family.name);
            api.replace(&household.founder, &path, Value::Object(family.wishes.clone()), doing).await?;
        }
        self.progress.tell("Every family says what it wishes");
        Ok(())
    }

    async fn plan(&self, api: &Api, organiser: &Person, trip: &str) -> Result<Itinerary, JourneyError> {
        let started = api.post(organiser, &format!("/api/v1/trips/{trip}/itineraries"), json!({}), "starting the itinerary").await?;
        let path = watch::watch(api, organiser, &started.operation()?, "Planning the days", &self.progress).await?;
        api.get(organiser, &path, "reading the itinerary").await?.read()
    }

    fn tell_addresses(&self, api: &Api, organiser: &Person, trip: &str) {
        let sign_in = json!({ "name": organiser.name, "objectId": organiser.object });
        self.progress.tell(&format!(
            "\nAPI      {}\nDocs     {}\nToken    curl -H 'content-type: application/json' -d '{sign_in}' {}",
            api.address(&format!("/api/v1/trips/{trip}")),
            api.address("/api/docs"),
            api.address("/api/v1/dev/token"),
        ));
    }
}

/// Reads and plays an example file.
///
/// # Errors
/// [`JourneyError`].
pub async fn play_file(file: &Path, journey: &Journey) -> Result<(), JourneyError> {
    journey.play(&Example::read(file)?).await
}
