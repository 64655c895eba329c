//! `GET /api/v1/me/notifications`: what the caller should know.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::{Container, Query};
use pathfinder_functions::Function;

use super::{NOTIFICATION, Notification, NotificationView, TAG};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::identity::Caller;
use crate::problem::Answer;
use crate::store::parse_page;

pub fn function() -> Function<App> {
    Function::http("notifications-list", Method::GET, "v1/me/notifications", "Lists what the caller should know.", handle)
        .tag(TAG)
        .query::<PageQuery>()
        .answers::<List<NotificationView>>(200, "The notifications, in no promised order.")
}

async fn handle(State(app): State<App>, caller: Caller, paging: Paging) -> Answer<List<NotificationView>> {
    let query = Query { limit: paging.limit, after: paging.after.clone(), ..Query::kind(NOTIFICATION) };
    let page = app.documents.query(Container::Accounts, caller.user.as_str(), query).await?;
    let found = parse_page::<Notification>(&page)?;
    paging.list(&app, found.into_iter().map(|found| found.value.into()).collect(), page.next)
}
