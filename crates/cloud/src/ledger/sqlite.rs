//! The ledger in the embedded SQLite file.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::{Budget, Entry, Ledger, LedgerError, Scope, Total};
use crate::embedded::connection::StoreError;
use crate::embedded::database::Database;

#[derive(Debug)]
pub struct SqliteLedger {
    database: Arc<Database>,
}

impl SqliteLedger {
    pub(crate) fn new(database: Arc<Database>) -> Self {
        Self { database }
    }
}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable { reason: error.reason() }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn book(&self, entries: Vec<Entry>) -> Result<usize, LedgerError> {
        self.database.write(move |connection| entries.iter().try_fold(0, |new, entry| Ok(new + insert(connection, entry)?))).await
    }

    async fn total(&self, scope: Scope) -> Result<Total, LedgerError> {
        let (sql, values) = sum_of(scope);
        self.database
            .read(move |connection| {
                let mut select = connection.prepare_cached(&sql)?;
                Ok(select.query_row(params_from_iter(values), |row| {
                    Ok(Total { entries: u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0), quantity: row.get(1)?, micro_usd: row.get(2)? })
                })?)
            })
            .await
    }

    async fn reserve(&self, key: &str, micro_usd: i64, budgets: &[Budget], now: DateTime<Utc>) -> Result<(), LedgerError> {
        if micro_usd < 0 {
            return Err(LedgerError::Unavailable { reason: format!("reservation {key} is of a negative amount") });
        }
        let (key, budgets) = (key.to_owned(), budgets.to_vec());
        self.database.write(move |connection| reserve(connection, &key, micro_usd, &budgets, now)).await
    }

    async fn settle(&self, key: &str, entry: Entry) -> Result<(), LedgerError> {
        let key = key.to_owned();
        self.database.write(move |connection| settle(connection, &key, &entry)).await
    }

    async fn open_reservations(&self, before: DateTime<Utc>, max: usize) -> Result<Vec<String>, LedgerError> {
        let statement = "SELECT key FROM reservations WHERE settled = 0 AND made < ?1 ORDER BY made, key LIMIT ?2";
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        self.database
            .read(move |connection| {
                let mut select = connection.prepare_cached(statement)?;
                let keys = select.query_map(params![before.timestamp_micros(), max], |row| row.get(0))?;
                Ok(keys.collect::<Result<_, _>>()?)
            })
            .await
    }
}

/// 1 when the entry is new, 0 when its key is booked already.
fn insert(connection: &Connection, entry: &Entry) -> Result<usize, LedgerError> {
    let statement = "INSERT INTO entries (key, at, item, quantity, micro_usd, price_version, trip, account, operation) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (key) DO NOTHING";
    let Entry { key, at, item, quantity, micro_usd, price_version, trip, account, operation } = entry;
    let mut insert = connection.prepare_cached(statement)?;
    Ok(insert.execute(params![key, at.timestamp_micros(), item, quantity, micro_usd, price_version, trip, account, operation])?)
}

fn sum_of(scope: Scope) -> (String, Vec<Sql>) {
    let Scope { item, trip, account, from, until } = scope;
    let conditions = [
        ("item = ?", item.map(Sql::Text)),
        ("trip = ?", trip.map(Sql::Text)),
        ("account = ?", account.map(Sql::Text)),
        ("at >= ?", from.map(|at| Sql::Integer(at.timestamp_micros()))),
        ("at < ?", until.map(|at| Sql::Integer(at.timestamp_micros()))),
    ];
    let mut sql = "SELECT count(*), coalesce(sum(quantity), 0), coalesce(sum(micro_usd), 0) FROM entries WHERE true".to_owned();
    let mut values = Vec::new();
    for (condition, value) in conditions {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    }
    (sql, values)
}

fn reserve(connection: &Connection, key: &str, micro_usd: i64, budgets: &[Budget], now: DateTime<Utc>) -> Result<(), LedgerError> {
    let statement = "INSERT INTO reservations (key, micro_usd, made) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING";
    if connection.prepare_cached(statement)?.execute(params![key, micro_usd, now.timestamp_micros()])? == 0 {
        return Ok(()); // the same reservation, open or settled
    }
    for budget in budgets {
        let left = budget.limit_micro_usd.saturating_sub(spent(connection, &budget.name)?);
        // Nothing costs nothing, even where a lowered limit left less than nothing.
        if micro_usd > left && micro_usd > 0 {
            // The error undoes this savepoint, the reservation with it.
            return Err(LedgerError::OverBudget { budget: budget.name.clone(), left_micro_usd: left, asked_micro_usd: micro_usd });
        }
    }
    for budget in budgets {
        let link = "INSERT INTO reservation_budgets (reservation, budget) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        // A budget named twice is charged once.
        if connection.prepare_cached(link)?.execute(params![key, budget.name])? == 1 {
            let set_aside = "INSERT INTO budgets (name, settled, reserved) VALUES (?1, 0, ?2) \
                             ON CONFLICT (name) DO UPDATE SET reserved = reserved + excluded.reserved";
            connection.prepare_cached(set_aside)?.execute(params![budget.name, micro_usd])?;
        }
    }
    Ok(())
}

/// Settled costs plus open reservations.
fn spent(connection: &Connection, budget: &str) -> Result<i64, LedgerError> {
    let mut select = connection.prepare_cached("SELECT settled + reserved FROM budgets WHERE name = ?1")?;
    Ok(select.query_row([budget], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn settle(connection: &Connection, key: &str, entry: &Entry) -> Result<(), LedgerError> {
    let mut select = connection.prepare_cached("SELECT micro_usd, settled FROM reservations WHERE key = ?1")?;
    let Some((reserved, settled)) = select.query_row([key], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))).optional()? else {
        return Err(LedgerError::NoReservation { key: key.to_owned() });
    };
    if settled {
        return Ok(());
    }
    insert(connection, entry)?;
    connection.prepare_cached("UPDATE reservations SET settled = 1 WHERE key = ?1")?.execute([key])?;
    let statement = "UPDATE budgets SET reserved = reserved - ?2, settled = settled + ?3 \
                     WHERE name IN (SELECT budget FROM reservation_budgets WHERE reservation = ?1)";
    connection.prepare_cached(statement)?.execute(params![key, reserved, entry.micro_usd])?;
    Ok(())
}
