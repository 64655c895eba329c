//! The authorization matrix: every route with every actor, against the committed table `matrix.txt` (OWASP, "Authorization testing automation").

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use pathfinder::registry;
use pathfinder_functions::Trigger;
use pathfinder_tests::{Person, Scene, World};
use serde_json::{Value, json};

use crate::strangers::plausible;

const TABLE: &str = include_str!("matrix.txt");
const ACTORS: [&str; 8] = ["O", "A", "M", "F", "N", "X", "S", "-"];

/// Status by actor, by function.
fn table() -> BTreeMap<&'static str, Vec<u16>> {
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1);
    let parsed = rows.map(|row| {
        let mut cells = row.split_whitespace();
        let name = cells.next().expect("a name");
        let statuses: Vec<u16> = cells.map(|cell| cell.parse().expect("a status")).collect();
        assert_eq!(statuses.len(), ACTORS.len(), "{row}");
        (name, statuses)
    });
    parsed.collect()
}

fn routes() -> BTreeMap<&'static str, (Method, &'static str)> {
    let functions = registry::functions();
    let http = functions.iter().filter_map(|function| match function.trigger() {
        Trigger::Http { method, route } => Some((function.name(), (method.clone(), *route))),
        _ => None,
    });
    http.collect()
}

#[test]
fn every_route_has_its_row() {
    let (table, routes) = (table(), routes());
    let missing: Vec<_> = routes.keys().filter(|name| !table.contains_key(*name)).collect();
    let stale: Vec<_> = table.keys().filter(|name| !routes.contains_key(*name)).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "tests/laws/matrix.txt lacks rows for {missing:?} and has rows for {stale:?}, which are no routes"
    );
}

/// A trip with everything that routes point to, and everybody of the table.
struct Stage {
    scene: Scene,
    /// By the parameter's name in routes.
    ids: BTreeMap<&'static str, String>,
    family_invitation: String,
    trip_invitation: String,
    token: String,
    stans: String,
}

impl Stage {
    /// With an itinerary, a file and a notification only where they are `wanted`: they take their time.
    async fn new(wanted: bool) -> Self {
        let scene = Scene::in_world(World::configured(Scene::quick), 1).await;
        let mut stage = Self {
            scene,
            ids: BTreeMap::new(),
            family_invitation: String::new(),
            trip_invitation: String::new(),
            token: String::new(),
            stans: String::new(),
        };
        stage.people().await;
        stage.invitations().await;
        if wanted {
            stage.things().await;
        }
        stage
    }

    async fn people(&mut self) {
        let (scene, person) = (&self.scene, |actor: &str| self.actor(actor));
        let (anna, ben) = (person("O"), person("A"));
        anna.welcomes(&scene.rossi, &person("M"), "adult").await;
        ben.welcomes(&scene.miller, &person("F"), "adult").await;
        let left = person("N").founds("Nord").await;
        person("N").joins(&left, &anna.invites_onto(&scene.trip).await).await;
        let _ = person("N").call(Method::DELETE, &scene.at(&format!("families/{left}")), None, &[]).await.expect(StatusCode::NO_CONTENT);
        let family = format!("v1/families/{}", scene.rossi);
        anna.welcomes(&scene.rossi, &person("X"), "adult").await;
        let members = anna.get(&family).await.json();
        let former = members["members"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        let etag = anna.etag(&family).await;
        let _ = anna
            .call(Method::DELETE, &format!("{family}/members/{former}"), None, &[("If-Match", &etag)])
            .await
            .expect(StatusCode::NO_CONTENT);
        anna.adds_child(&scene.rossi, "Mia", "2020-08").await;
        let child = anna.get(&family).await.json()["members"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        let stans = person("S").founds("Outsider").await;
        self.stans = stans;
        self.ids.insert("{memberId}", child);
    }

    async fn things(&mut self) {
        let (scene, anna) = (&self.scene, self.actor("O"));
        scene.plans(json!({})).await;
        let export = scene.exports(json!({ "format": "json" })).await["id"].as_str().unwrap().to_owned();
        let operation = anna.get(&scene.at("operations")).await.json()["value"][0]["id"].as_str().unwrap().to_owned();
        let notification = anna.get("v1/me/notifications").await.json()["value"][0]["id"].as_str().unwrap().to_owned();
        self.ids.extend([("{exportId}", export), ("{operationId}", operation), ("{notificationId}", notification)]);
    }

    async fn invitations(&mut self) {
        let (scene, anna) = (&self.scene, self.actor("O"));
        let invite = async |path: String, body: Value| anna.post(&path, body).await.expect(StatusCode::CREATED).json();
        let family = invite(format!("v1/families/{}/invitations", scene.rossi), json!({ "role": "adult" })).await;
        let trip = invite(scene.at("invitations"), json!({})).await;
        self.family_invitation = family["id"].as_str().unwrap().to_owned();
        self.trip_invitation = trip["id"].as_str().unwrap().to_owned();
        self.token = trip["token"].as_str().unwrap().to_owned();
    }

    fn actor(&self, actor: &str) -> Person<'_> {
        let world = &self.scene.world;
        match actor {
            "O" => world.person("Anna Rossi"),
            "A" => world.person("Ben Miller"),
            "M" => world.person("Maria Rossi"),
            "F" => world.person("Frida Miller"),
            "N" => world.person("Nora Nord"),
            "X" => world.person("Xaver Former"),
            "S" => world.person("Stan Outsider"),
            _ => world.stranger(),
        }
    }

    fn path(&self, route: &str) -> String {
        let family = if route.contains("{tripId}") { &self.scene.miller } else { &self.scene.rossi };
        let invitation = if route.contains("{tripId}") { &self.trip_invitation } else { &self.family_invitation };
        let filled = route.replace("{tripId}", &self.scene.trip).replace("{familyId}", family).replace("{invitationId}", invitation);
        let filled = self.ids.iter().fold(filled, |filled, (name, id)| filled.replace(name, id));
        let query = if route.ends_with("/changes") { "?since=1" } else { "" };
        format!("{}{query}", plausible(&filled))
    }

    /// A body that the function takes.
    async fn body(&self, name: &str) -> Option<Value> {
        let world = &self.scene.world;
        let member = json!({ "name": "Tom", "role": "child", "born": "2018-01" });
        Some(match name {
            "dev-token" => json!({ "name": "Somebody" }),
            "me-update" => json!({ "displayName": "Somebody" }),
            "families-create" => json!({ "name": "Second", "myName": "Me", "myBirthMonth": "1985-06" }),
            "families-update" => json!({ "name": "Renamed" }),
            "members-add" => member,
            "members-update" => json!({ "name": "Renamed" }),
            "invitations-preview" | "invitations-decline" => json!({ "token": self.token }),
            "invitations-accept" => json!({ "token": self.token, "family": self.stans }),
            "invitations-family-create" => json!({ "role": "adult" }),
            "invitations-trip-create" | "itineraries-start" => json!({}),
            "trips-create" => {
                let trip = json!({ "title": "Another", "firstDay": world.date_in(10), "lastDay": world.date_in(10), "cities": [{ "destination": "rome" }], "currency": "EUR" });
                json!({ "family": self.scene.rossi, "trip": trip })
            }
            "trips-update" => json!({ "title": "Renamed" }),
            "trips-status" => json!({ "status": "cancelled" }),
            "wishes-write" => json!({ "stepFree": true }),
            "catalog-write" => json!({}),
            "itineraries-edit" => {
                let shown = self.actor("O").get(&self.scene.at("itineraries/1")).await.json();
                json!({ "edits": [{ "action": "lock", "item": shown["plan"]["days"][0]["items"][0]["id"] }] })
            }
            "itineraries-feedback" => json!({ "moreRest": true }),
            "exports-create" => json!({ "format": "json" }),
            "planner-plan" => stage_problem(),
            "planner-validate" => {
                let answer = self.actor("O").post("v1/planner/plans", stage_problem()).await.json();
                json!({ "problem": stage_problem(), "plan": answer["plan"] })
            }
            _ => return None,
        })
    }

    /// The ETag that a change of this needs, as somebody who may read it knows it: whoever is refused is not refused for want of it.
    async fn etag(&self, name: &str) -> String {
        let trip = format!("v1/trips/{}", self.scene.trip);
        let (who, path) = match name {
            "me-update" => return String::new(),
            "wishes-write" => ("A", self.scene.at(&format!("families/{}/wishes", self.scene.miller))),
            "catalog-write" => ("O", self.scene.at("catalog")),
            _ if name.starts_with("trips-") => ("O", trip),
            _ => ("O", format!("v1/families/{}", self.scene.rossi)),
        };
        self.actor(who).etag(&path).await
    }

    async fn status(&self, name: &str, actor: &str) -> (u16, String) {
        let (method, route) = routes()[name].clone();
        let (person, path) = (self.actor(actor), self.path(route));
        let mut etag = self.etag(name).await;
        if name == "me-update" {
            etag = person.etag("v1/me").await;
        }
        let body = self.body(name).await;
        let reply = person.call(method, &path, body.as_ref(), &[("If-Match", &etag)]).await;
        (reply.status.as_u16(), reply.text())
    }
}

/// An hour of one family in a park.
fn stage_problem() -> Value {
    let here = json!({ "lat": 48.2, "lon": 16.4 });
    json!({
        "version": 1, "title": "An hour", "currency": "EUR",
        "cities": [{ "id": "vienna", "name": "Vienna", "center": here, "timeZone": "Europe/Vienna" }],
        "days": [{ "date": "2027-05-01", "city": "vienna", "start": "09:00", "end": "11:00" }],
        "families": [{ "id": "a", "name": "A", "members": [{ "name": "Ann", "age": 40 }] }],
        "places": [{ "id": "park", "name": "Park", "city": "vienna", "location": here, "category": "park", "visitMinutes": 60 }]
    })
}

/// Walks the rows of the functions whose names start so. The refused come first, in one world; a success may change it, so it gets its own.
async fn walk(areas: &[&str]) {
    let wanted = areas.iter().any(|area| ["itineraries-", "operations-", "exports-", "notifications-"].contains(area));
    let shared = Stage::new(wanted).await;
    let mut wrong = Vec::new();
    for (name, expected) in table().into_iter().filter(|(name, _)| areas.iter().any(|area| name.starts_with(area))) {
        let own = routes()[name].0 == Method::GET
            || ["dev-token", "me-update", "families-create", "invitations-preview", "planner-plan", "planner-validate"].contains(&name);
        let mut cells: Vec<_> = ACTORS.into_iter().zip(&expected).collect();
        cells.sort_by_key(|(_, status)| **status < 400);
        for (actor, status) in cells {
            let fresh = if own || *status >= 400 { None } else { Some(Stage::new(wanted).await) };
            let (got, text) = fresh.as_ref().unwrap_or(&shared).status(name, actor).await;
            if got != *status {
                wrong.push(format!("{name} for {actor}: {got} instead of {status}: {}", text.chars().take(200).collect::<String>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn everybody_and_their_own() {
    walk(&["api-", "health-", "dev-", "me-", "notifications-", "destinations-", "planner-"]).await;
}

#[tokio::test]
async fn families_and_invitations() {
    walk(&["families-", "members-", "invitations-"]).await;
}

#[tokio::test]
async fn trips_and_wishes() {
    walk(&["trips-", "participations-", "wishes-", "catalog-"]).await;
}

#[tokio::test]
async fn itineraries_and_files() {
    walk(&["itineraries-", "operations-", "exports-"]).await;
}

#[test]
fn every_row_is_walked() {
    let walked = [
        "api-",
        "health-",
        "dev-",
        "me-",
        "notifications-",
        "destinations-",
        "planner-",
        "families-",
        "members-",
        "invitations-",
        "trips-",
        "participations-",
        "wishes-",
        "catalog-",
        "itineraries-",
        "operations-",
        "exports-",
    ];
    let missed: Vec<_> = table().into_keys().filter(|name| !walked.iter().any(|area| name.starts_with(area))).collect();
    assert!(missed.is_empty(), "add the area of {missed:?} to one of the tests above");
}
