//! A person who calls the API: the verbs of a client's day.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::reply::Reply;
use crate::world::World;

/// A caller with or without a token.
#[derive(Debug, Clone)]
pub struct Person<'w> {
    pub world: &'w World,
    pub token: Option<String>,
}

static KEYS: AtomicU64 = AtomicU64::new(1);

impl<'w> Person<'w> {
    pub(crate) fn new(world: &'w World, token: Option<String>) -> Self {
        Self { world, token }
    }

    /// A request with everything a well-behaved client sends; `headers` come on top and replace.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>, headers: &[(&str, &str)]) -> Reply {
        let mut request =
            Request::builder().method(method.clone()).uri(format!("/api/{}", path.trim_start_matches("/api/").trim_start_matches('/')));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if body.is_some() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request =
                request.header("Content-Type", if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" });
        }
        if method == Method::POST && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("idempotency-key")) {
            request = request.header("Idempotency-Key", format!("\"test-key-{:016}\"", KEYS.fetch_add(1, Ordering::Relaxed)));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.world.send(request.body(body).expect("a valid request")).await
    }

    /// A request with nothing but the token and what is given.
    pub async fn raw(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let mut request =
            Request::builder().method(method).uri(format!("/api/{}", path.trim_start_matches("/api/").trim_start_matches('/')));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.world.send(request.body(body.into()).expect("a valid request")).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(&body), &[]).await
    }

    /// A POST without a body.
    pub async fn act(&self, path: &str) -> Reply {
        self.call(Method::POST, path, None, &[]).await
    }

    /// Reads `path` for its ETag, then changes it.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        let etag = self.etag(path).await;
        self.call(Method::PATCH, path, Some(&body), &[("If-Match", &etag)]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        let etag = self.etag(path).await;
        self.call(Method::PUT, path, Some(&body), &[("If-Match", &etag)]).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        let etag = self.etag(path).await;
        self.call(Method::DELETE, path, None, &[("If-Match", &etag)]).await
    }

    /// The ETag under which `path` stands now.
    pub async fn etag(&self, path: &str) -> String {
        self.get(path).await.header("etag").unwrap_or_else(|| "\"none\"".to_owned())
    }

    /// Founds a family; its id.
    pub async fn founds(&self, name: &str) -> String {
        let body = json!({ "name": name, "myName": format!("{name} parent"), "myBirthMonth": "1985-06" });
        self.post("v1/families", body).await.expect(StatusCode::CREATED).id()
    }

    /// Adds a child to a family.
    pub async fn adds_child(&self, family: &str, name: &str, born: &str) {
        let body = json!({ "name": name, "role": "child", "born": born });
        let _ = self.post(&format!("v1/families/{family}/members"), body).await.expect(StatusCode::CREATED);
    }

    /// Invites somebody into the family as `role`, and they accept.
    pub async fn welcomes(&self, family: &str, other: &Person<'_>, role: &str) {
        let sent =
            self.post(&format!("v1/families/{family}/invitations"), json!({ "role": role })).await.expect(StatusCode::CREATED).json();
        let answer = json!({ "token": sent["token"], "myName": "Newcomer", "myBirthMonth": "1990-01" });
        let _ = other.post("v1/invitations/accept", answer).await.expect(StatusCode::OK);
    }

    /// Starts a trip to Rome of `days` days that begins in ninety days; its id.
    pub async fn starts_trip(&self, family: &str, days: i64) -> String {
        let trip = json!({
            "title": "Rome in spring",
            "firstDay": self.world.date_in(90),
            "lastDay": self.world.date_in(90 + days - 1),
            "cities": [{ "destination": "rome" }],
            "currency": "EUR"
        });
        self.post("v1/trips", json!({ "family": family, "trip": trip })).await.expect(StatusCode::CREATED).id()
    }

    /// Invites a family onto the trip; the token.
    pub async fn invites_onto(&self, trip: &str) -> String {
        let reply = self.post(&format!("v1/trips/{trip}/invitations"), json!({})).await.expect(StatusCode::CREATED);
        reply.json()["token"].as_str().expect("a token").to_owned()
    }

    /// Brings a family onto a trip.
    pub async fn joins(&self, family: &str, token: &str) {
        let _ = self.post("v1/invitations/accept", json!({ "token": token, "family": family })).await.expect(StatusCode::OK);
    }

    /// Starts a generation and runs the queues until the operation is over; the operation as it ended.
    pub async fn generates(&self, trip: &str) -> Value {
        let started = self.post(&format!("v1/trips/{trip}/itineraries"), json!({})).await.expect(StatusCode::ACCEPTED);
        self.world.run_queues().await;
        self.get(&format!("v1/trips/{trip}/operations/{}", started.id())).await.expect(StatusCode::OK).json()
    }
}
