//! One user: a family, a trip, a started itinerary, and the loop.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::mix::Kind;
use super::report::Report;
use crate::api::{Call, Person, text};
use crate::random::Random;

/// Founding more is refused (`PATHFINDER_FAMILIES_PER_USER` of the load's handler), so a user stops a little earlier.
const MOST_FAMILIES: u32 = 90;
/// The same for members of one family (`PATHFINDER_MEMBERS_PER_FAMILY`).
const MOST_MEMBERS: u32 = 45;

/// How long the loop runs.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Mean pause between an answer and the next call; each pause is drawn evenly from half of it to one and a half.
    pub think: Duration,
    pub from: Instant,
    pub until: Instant,
}

#[derive(Debug)]
pub struct User {
    person: Person,
    random: Random,
    family: String,
    trip: String,
    operation: String,
    trip_etag: Option<String>,
    wishes_etag: Option<String>,
    members: u32,
    families: u32,
    writes: u64,
}

impl User {
    /// Signs in, founds a family, starts a trip to Rome and an itinerary of it.
    ///
    /// # Errors
    /// What the API refused.
    pub async fn set_up(client: &Client, base: &str, number: u64, today: NaiveDate) -> anyhow::Result<Self> {
        let name = format!("Load {} {number}", std::process::id());
        let person = Person::sign_in(client, base, &name).await?;
        let founded = json!({ "name": "Load", "myName": name, "myBirthMonth": "1985-06" });
        let family = text(&person.make(Call::post("families", founded)).await?, "id")?;
        let (first, last) = (today + Days::new(90), today + Days::new(96));
        let form = json!({ "title": "Rome", "firstDay": first, "lastDay": last, "cities": [{ "destination": "rome" }], "currency": "EUR" });
        let trip = text(&person.make(Call::post("trips", json!({ "family": family, "trip": form }))).await?, "id")?;
        let operation = text(&person.make(Call::post(format!("trips/{trip}/itineraries"), json!({}))).await?, "id")?;
        let mut user = Self {
            person,
            random: Random::new(number),
            family,
            trip,
            operation,
            trip_etag: None,
            wishes_etag: None,
            members: 1,
            families: 1,
            writes: 0,
        };
        // Both reads leave the ETags that the first writes need.
        for kind in [Kind::ReadTrip, Kind::ReadWishes] {
            let call = user.call(kind);
            let reply = user.person.call(call).await?;
            user.note(kind, reply.etag);
        }
        Ok(user)
    }

    /// Calls until the time is over.
    pub async fn run(mut self, pace: Pace) -> Report {
        let mut report = Report::default();
        // Users do not start in step.
        tokio::time::sleep(pace.think.mul_f64(self.random.fraction())).await;
        while Instant::now() < pace.until {
            let kind = self.choose();
            let call = self.call(kind);
            let began = Instant::now();
            let outcome = self.person.call(call).await;
            let took = began.elapsed();
            let counts = began >= pace.from;
            match outcome {
                Ok(reply) if reply.status.is_success() => {
                    self.note(kind, reply.etag);
                    if counts {
                        report.add(kind, took);
                    }
                }
                Ok(reply) => report.fail(kind, problem(&reply.body, reply.status.as_u16())),
                Err(error) => report.fail(kind, if error.is_connect() { "no connection".to_owned() } else { error.to_string() }),
            }
            tokio::time::sleep(pace.think.mul_f64(0.5 + self.random.fraction())).await;
        }
        report
    }

    fn choose(&mut self) -> Kind {
        match Kind::draw(&mut self.random) {
            Kind::AddMember if self.members >= MOST_MEMBERS => Kind::WriteWishes,
            Kind::FoundFamily if self.families >= MOST_FAMILIES => Kind::ChangeTrip,
            kind => kind,
        }
    }

    fn call(&mut self, kind: Kind) -> Call {
        let (trip, family) = (&self.trip, &self.family);
        if kind.is_write() {
            self.writes += 1;
        }
        match kind {
            Kind::ReadTrip => Call::get(format!("trips/{trip}")),
            Kind::ListTrips => Call::get("trips"),
            Kind::ListFamilies => Call::get("families"),
            Kind::ReadWishes => Call::get(format!("trips/{trip}/families/{family}/wishes")),
            Kind::ReadDestination => Call::get("destinations/rome"),
            Kind::ReadOperation => Call::get(format!("trips/{trip}/operations/{}", self.operation)),
            Kind::WriteWishes => Call {
                method: Method::PUT,
                path: format!("trips/{trip}/families/{family}/wishes"),
                body: Some(self.wishes()),
                if_match: self.wishes_etag.clone(),
            },
            Kind::ChangeTrip => {
                let change = match self.writes % 3 {
                    0 => json!({ "pace": "relaxed" }),
                    1 => json!({ "pace": "balanced" }),
                    _ => json!({ "title": format!("Rome, draft {}", self.writes) }),
                };
                Call { method: Method::PATCH, path: format!("trips/{trip}"), body: Some(change), if_match: self.trip_etag.clone() }
            }
            Kind::AddMember => {
                Call::post(format!("families/{family}/members"), json!({ "name": "A child", "role": "child", "born": "2018-03" }))
            }
            Kind::FoundFamily => Call::post("families", json!({ "name": "Another", "myName": "Me", "myBirthMonth": "1985-06" })),
        }
    }

    fn wishes(&self) -> Value {
        json!({
            "interests": { "history": f64::from(u32::try_from(self.writes % 10).unwrap_or(0)) / 10.0, "park": 0.6, "animals": 0.8 },
            "mustSee": ["rome/colosseum"],
            "stroller": true,
            "nap": { "from": "14:00", "until": "15:30" },
            "bedtime": "20:00",
            "maxWalkMinutes": 25
        })
    }

    /// Remembers what later calls need.
    fn note(&mut self, kind: Kind, etag: Option<String>) {
        match kind {
            Kind::ReadTrip | Kind::ChangeTrip => self.trip_etag = etag,
            Kind::ReadWishes | Kind::WriteWishes => self.wishes_etag = etag,
            Kind::AddMember => self.members += 1,
            Kind::FoundFamily => self.families += 1,
            Kind::ListTrips | Kind::ListFamilies | Kind::ReadDestination | Kind::ReadOperation => {}
        }
    }
}

/// Status and code of a problem document.
fn problem(body: &[u8], status: u16) -> String {
    let code = serde_json::from_slice::<Value>(body).ok().and_then(|problem| Some(problem["code"].as_str()?.to_owned()));
    format!("{status} {}", code.unwrap_or_default())
}
