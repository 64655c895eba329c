//! The people of an example: everybody who signs in, their families, and the members who do not.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::api::{Api, Person};
use super::error::JourneyError;
use super::example::ExampleFamily;
use super::starts_on::birth_month;

/// Younger ones are child profiles; the API's rule.
const ADULT_AGE: u8 = 16;

/// A family that exists now.
#[derive(Debug)]
pub(super) struct Household {
    pub(super) id: String,
    pub(super) founder: Person,
    pub(super) people: usize,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

/// Founds the family and adds everybody.
pub(super) async fn found(api: &Api, family: &ExampleFamily, first_day: NaiveDate) -> Result<Household, JourneyError> {
    let founder = api.sign_in(&family.founder.name, family.founder.email.as_deref()).await?;
    let doing = format!("founding the family {}", family.name);
    let form = json!({
        "name": family.name,
        "myName": family.founder.name,
        "myBirthMonth": birth_month(family.founder.age, first_day),
    });
    let Made { id } = api.post(&founder, "/api/v1/families", form, doing).await?.read()?;
    for member in &family.members {
        let role = if member.age < ADULT_AGE { "child" } else { "adult" };
        let form = json!({ "name": member.name, "role": role, "born": birth_month(member.age, first_day) });
        api.post(&founder, &format!("/api/v1/families/{id}/members"), form, format!("adding {}", member.name)).await?;
    }
    Ok(Household { id, founder, people: 1 + family.members.len() })
}

/// The organiser invites the family onto the trip, and its founder says yes.
pub(super) async fn join(api: &Api, organiser: &Person, trip: &str, guest: &Household, email: Option<&str>) -> Result<(), JourneyError> {
    #[derive(Deserialize)]
    struct Sent {
        token: String,
    }
    let path = format!("/api/v1/trips/{trip}/invitations");
    let Sent { token } = api.post(organiser, &path, json!({ "email": email }), "inviting a family").await?.read()?;
    let answer = json!({ "token": token, "family": guest.id });
    api.post(&guest.founder, "/api/v1/invitations/accept", answer, format!("{} accepting", guest.founder.name)).await?;
    Ok(())
}
