//! Refused tokens: few of them from one address, and what stands in the way of checking them.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use http::{Method, StatusCode};
use jsonwebtoken::DecodingKey;
use pathfinder::identity::local::{AUDIENCE, ISSUER, LocalIssuer, Person, SCOPE, TENANT};
use pathfinder::identity::token::Issuer;
use pathfinder::identity::{Keys, Verifier};
use pathfinder_tests::{Reply, World};

async fn fails(world: &World, from: &str) -> Reply {
    world.bearer("not.a.token").call(Method::GET, "v1/me", None, &[("X-Forwarded-For", from)]).await
}

#[tokio::test]
async fn an_address_that_sends_many_bad_tokens_waits() {
    let world = World::configured(|config| {
        config.rates.failed_sign_ins.quota = 20;
        config.rates.failed_sign_ins.burst = 20;
    });
    for attempt in 1..=20 {
        assert_eq!(fails(&world, "203.0.113.7").await.status, StatusCode::UNAUTHORIZED, "attempt {attempt}");
    }
    let waits = fails(&world, "203.0.113.7").await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!((waits.problem(), waits.header("retry-after")), ("rate-limited".to_owned(), Some("3".to_owned())));
    // An address that the client only claims is not another one; another one is free, and so is a good token.
    assert_eq!(fails(&world, "198.51.100.9, 203.0.113.7").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(fails(&world, "198.51.100.9").await.status, StatusCode::UNAUTHORIZED);
    let good = world.person("Anna Rossi").call(Method::GET, "v1/me", None, &[("X-Forwarded-For", "203.0.113.7")]).await;
    assert_eq!(good.status, StatusCode::OK);
    world.advance(TimeDelta::seconds(3));
    assert_eq!(fails(&world, "203.0.113.7").await.status, StatusCode::UNAUTHORIZED);
}

#[derive(Debug)]
struct Unreachable;

#[async_trait]
impl Keys for Unreachable {
    async fn find(&self, _: &str, _: &str) -> Result<Option<DecodingKey>, String> {
        Err("/srv/secret/keys cannot be read".to_owned())
    }
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_no_fault_of_the_token() {
    let world = World::new();
    let other = world.tampered(|parts| {
        let issuer = Issuer { tenant: TENANT.to_owned(), issuer: ISSUER.to_owned() };
        parts.verifier = Verifier::new(vec![issuer], AUDIENCE, SCOPE, Arc::new(Unreachable));
    });
    let reply = other.person("Anna Rossi").get("v1/me").await.expect(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((reply.problem(), reply.header("retry-after")), ("unavailable".to_owned(), Some("5".to_owned())));
    assert!(!reply.text().contains("secret"), "{}", reply.text());
}

#[test]
fn a_key_that_could_not_be_read_is_looked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("keys");
    std::fs::write(&blocked, "a file where the folder should be").unwrap();
    let issuer = LocalIssuer::new(blocked.clone());
    let anna = Person { object: "anna".to_owned(), name: "Anna".to_owned(), email: None };
    let now = pathfinder_tests::DayOne::instant();
    assert!(issuer.issue(&anna, now).is_err());
    std::fs::remove_file(&blocked).unwrap();
    std::fs::create_dir(&blocked).unwrap();
    assert!(issuer.issue(&anna, now).is_ok());
}
