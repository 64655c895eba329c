//! Accounts: users, families, their trips, invitations of a family, notifications. One partition per user and per family.

use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::{FamilyId, UserId};
use pathfinder_domain::people::{Family, User};

use crate::app::App;
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::{RACES, SCHEMA_VERSION, Versioned, first_etag, get, lost};

pub const USER: &str = "user";
pub const FAMILY: &str = "family";

/// # Errors
/// The store's.
pub async fn user(app: &App, id: &UserId) -> Answer<Option<Versioned<User>>> {
    get(app, Container::Accounts, id.as_str(), USER).await
}

/// # Errors
/// The store's.
pub async fn family(app: &App, id: FamilyId) -> Answer<Option<Versioned<Family>>> {
    get(app, Container::Accounts, &id.to_string(), FAMILY).await
}

/// The caller's own document, made on first use.
///
/// # Errors
/// The store's.
pub async fn user_or_new(app: &App, caller: &Caller) -> Answer<Versioned<User>> {
    for _ in 0..RACES {
        if let Some(found) = user(app, &caller.user).await? {
            return Ok(found);
        }
        let value = User {
            schema_version: SCHEMA_VERSION,
            id: caller.user.clone(),
            display_name: caller.name.clone().unwrap_or_else(|| "Traveller".to_owned()),
            locale: "en".to_owned(),
            families: Vec::new(),
            created_at: app.now(),
        };
        match app.documents.batch(Container::Accounts, caller.user.as_str(), vec![Write::create(USER, USER, &value)?]).await {
            Ok(etags) => return Ok(Versioned { etag: first_etag(etags)?, value }),
            Err(DocumentError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

/// Notes in the caller's index that the family is one of theirs. Comes before the change of the family itself: an index entry without
/// membership is harmless, since readers check the family; membership without an index entry would be lost to its owner. Comes once more
/// after it, where it costs a read: another request at the limit may have dropped the entry while it was not confirmed.
///
/// # Errors
/// [`Code::LimitReached`] with too many families; the store's.
pub async fn index_family(app: &App, caller: &Caller, family: FamilyId) -> Answer<()> {
    for _ in 0..RACES {
        let mut found = user_or_new(app, caller).await?;
        if found.value.families.contains(&family) {
            return Ok(());
        }
        let most = app.config.limits.families_per_user;
        if found.value.families.len() >= most {
            // What a crash left in the index, or a removal that was interrupted, does not count.
            found.value.families = confirmed(app, &found.value).await?.iter().map(|family| family.value.id).collect();
        }
        if found.value.families.len() >= most {
            return Err(Problem::new(Code::LimitReached, format!("one user belongs to at most {most} families")));
        }
        found.value.families.push(family);
        if replace_user(app, &found).await? {
            return Ok(());
        }
    }
    Err(lost())
}

/// Takes a family out of a user's index. Comes after the change of the family.
///
/// # Errors
/// The store's.
pub async fn unindex_family(app: &App, id: &UserId, family: FamilyId) -> Answer<()> {
    for _ in 0..RACES {
        let Some(mut found) = user(app, id).await? else { return Ok(()) };
        let before = found.value.families.len();
        found.value.families.retain(|known| *known != family);
        if found.value.families.len() == before || replace_user(app, &found).await? {
            return Ok(());
        }
    }
    Err(lost())
}

async fn replace_user(app: &App, found: &Versioned<User>) -> Answer<bool> {
    let write = Write::replace(USER, USER, &found.value, found.etag.clone())?;
    match app.documents.batch(Container::Accounts, found.value.id.as_str(), vec![write]).await {
        Ok(_) => Ok(true),
        Err(DocumentError::Changed { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The families of a user, as the families themselves say.
///
/// # Errors
/// The store's.
pub async fn families_of(app: &App, id: &UserId) -> Answer<Vec<Versioned<Family>>> {
    match user(app, id).await? {
        Some(found) => confirmed(app, &found.value).await,
        None => Ok(Vec::new()),
    }
}

/// Those families of the user's index that know the user as a member.
///
/// # Errors
/// The store's.
pub async fn confirmed(app: &App, user: &User) -> Answer<Vec<Versioned<Family>>> {
    let families = futures::future::try_join_all(user.families.iter().map(|known| family(app, *known))).await?;
    Ok(families.into_iter().flatten().filter(|family| family.value.member_of(&user.id).is_some()).collect())
}
