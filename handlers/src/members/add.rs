//! `POST /api/v1/families/{familyId}/members`: adds a child profile, or an adult who does not sign in.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::MemberId;
use pathfinder_domain::people::Member;
use pathfinder_functions::Function;

use super::{MemberForm, TAG};
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::families::{FamilyView, path};
use crate::http::conditional::created;
use crate::http::{Body, NewIds};
use crate::problem::{Answer, Code, Problem};
use crate::store::accounts::{self, FAMILY};
use crate::store::trip_links::touch_trips;
use crate::store::{RACES, Versioned, first_etag, lost};

pub fn function() -> Function<App> {
    Function::http(
        "members-add",
        Method::POST,
        "v1/families/{familyId}/members",
        "Adds a child profile, or an adult who does not sign in.",
        handle,
    )
    .tag(TAG)
    .takes::<MemberForm>()
    .creates::<FamilyView>("The family with its new member.")
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, ids: NewIds, Body(form): Body<MemberForm>) -> Answer<Response> {
    let faults = form.faults(false, app.now().date_naive());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let member = Member { id: MemberId(ids.uuid()), name: form.name, role: form.role, born: form.born, user: None };
    let mut family = access.family;
    for _ in 0..RACES {
        if family.value.members.iter().any(|known| known.id == member.id) {
            touch_trips(&app, family.value.id).await?;
            return Ok(answer(&family));
        }
        if family.value.members.len() >= app.config.limits.members_per_family {
            return Err(Problem::new(Code::LimitReached, format!("a family has at most {} members", app.config.limits.members_per_family)));
        }
        family.value.members.push(member.clone());
        family.value.updated_at = app.now();
        let write = Write::replace(FAMILY, FAMILY, &family.value, family.etag.clone())?;
        match app.documents.batch(Container::Accounts, &family.value.id.to_string(), vec![write]).await {
            Ok(etags) => {
                touch_trips(&app, family.value.id).await?;
                return Ok(answer(&Versioned { etag: first_etag(etags)?, value: family.value }));
            }
            // Somebody added another member: both additions stand.
            Err(DocumentError::Changed { .. }) => family = accounts::family(&app, family.value.id).await?.ok_or_else(Problem::not_found)?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

fn answer(family: &Versioned<pathfinder_domain::people::Family>) -> Response {
    created(&path(family.value.id), &family.etag, &FamilyView::from(&family.value))
}
