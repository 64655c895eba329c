//! `GET /api/v1/trips/{tripId}/families`: the families on the trip.

use axum::extract::State;
use http::Method;
use pathfinder_domain::people::Role;
use pathfinder_domain::trip::Wishes;
use pathfinder_functions::Function;

use super::{ParticipationView, TAG};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;
use crate::store::{accounts, trips};

pub fn function() -> Function<App> {
    Function::http("participations-list", Method::GET, "v1/trips/{tripId}/families", "Lists the families on the trip.", handle)
        .tag(TAG)
        .query::<PageQuery>()
        .answers::<List<ParticipationView>>(200, "The families, all on one page: their number is limited.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, paging: Paging) -> Answer<List<ParticipationView>> {
    let parts = trips::participations(&app, access.id()).await?;
    let families = futures::future::try_join_all(parts.iter().map(|part| accounts::family(&app, part.value.family))).await?;
    let views = parts.iter().zip(families).filter_map(|(part, family)| {
        let family = family?.value;
        let children = family.members.iter().filter(|member| member.role == Role::Child).count();
        Some(ParticipationView {
            family: family.id,
            adults: family.members.len() - children,
            children,
            name: family.name,
            organises: part.value.family == access.trip.value.organiser,
            joined_at: part.value.joined_at,
            has_wishes: part.value.wishes != Wishes::default(),
        })
    });
    paging.list(&app, views.collect(), None)
}
