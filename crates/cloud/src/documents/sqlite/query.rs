//! Turns a [`Query`] into one SELECT with bound values, and its rows into a page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, params_from_iter};
use serde_json::Value;

use crate::documents::{Container, Continuation, DocumentError, ETag, Page, Query, Stored};

const DEFAULT_PAGE: usize = 100;
const MAX_PAGE: usize = 1000;

/// A SELECT that is ready to run.
pub(super) struct Selection {
    sql: String,
    values: Vec<Sql>,
    limit: usize,
    /// What a continuation of this query starts with.
    scope: Scope,
}

/// Which query a continuation belongs to. Compared values are left out: a sweep may move its `before` from page to page.
type Scope = (String, Option<String>, String, bool);

impl Selection {
    /// `partition` is `None` for a scan. Rows come by (partition, id), which no concurrent write can reorder.
    pub(super) fn new(container: Container, partition: Option<&str>, query: &Query, now: DateTime<Utc>) -> Result<Self, DocumentError> {
        let limit = if query.limit == 0 { DEFAULT_PAGE } else { query.limit.min(MAX_PAGE) };
        let scope: Scope = (container.name().to_owned(), partition.map(str::to_owned), query.kind.clone(), query.newest_first);
        let mut this = Self { sql: String::new(), values: Vec::new(), limit, scope };
        this.sql.push_str("SELECT partition, id, kind, etag, body FROM documents WHERE container = ");
        this.bind(text(container.name()));
        this.sql.push_str(" AND kind = ");
        this.bind(text(&query.kind));
        if let Some(partition) = partition {
            this.sql.push_str(" AND partition = ");
            this.bind(text(partition));
        }
        this.sql.push_str(" AND (expires_at IS NULL OR expires_at > ");
        this.bind(Sql::Integer(now.timestamp_millis()));
        this.sql.push(')');
        for (field, value) in &query.equals {
            this.equals(field, value)?;
        }
        if let Some((field, bound)) = &query.before {
            this.is_type(field, "= 'text'")?;
            this.compare(field, " < ", text(bound));
        }
        if let Some(after) = &query.after {
            let (last_partition, last_id) = this.place(after)?;
            let beyond = if query.newest_first { '<' } else { '>' };
            if partition.is_some() {
                this.sql.push_str(&format!(" AND id {beyond} "));
                this.bind(Sql::Text(last_id));
            } else {
                this.sql.push_str(&format!(" AND (partition, id) {beyond} ("));
                this.bind(Sql::Text(last_partition));
                this.sql.push_str(", ");
                this.bind(Sql::Text(last_id));
                this.sql.push(')');
            }
        }
        this.sql.push_str(if query.newest_first { " ORDER BY partition DESC, id DESC LIMIT " } else { " ORDER BY partition, id LIMIT " });
        // One more than asked for tells whether there is a next page.
        this.bind(Sql::Integer(i64::try_from(limit).unwrap_or(i64::MAX) + 1));
        Ok(this)
    }

    pub(super) fn run(&self, connection: &Connection) -> Result<Page, DocumentError> {
        let mut select = connection.prepare_cached(&self.sql)?;
        let mut rows = select.query(params_from_iter(&self.values))?;
        let mut page = Page::default();
        while let Some(row) = rows.next()? {
            if page.items.len() == self.limit {
                page.next = page.items.last().map(|last| self.continuation(last)).transpose()?;
                break;
            }
            page.items.push(stored(row)?);
        }
        Ok(page)
    }

    /// SQLite's `json_extract` reads `true` as 1, so the JSON type is compared too.
    fn equals(&mut self, field: &str, value: &Value) -> Result<(), DocumentError> {
        match value {
            Value::Null => self.is_type(field, "= 'null'"),
            Value::Bool(true) => self.is_type(field, "= 'true'"),
            Value::Bool(false) => self.is_type(field, "= 'false'"),
            Value::String(wanted) => {
                self.is_type(field, "= 'text'")?;
                self.compare(field, " = ", text(wanted));
                Ok(())
            }
            Value::Number(number) => {
                self.is_type(field, "IN ('integer', 'real')")?;
                let wanted = number.as_i64().map(Sql::Integer).or_else(|| number.as_f64().map(Sql::Real)).unwrap_or(Sql::Null);
                self.compare(field, " = ", wanted);
                Ok(())
            }
            Value::Array(_) | Value::Object(_) => Err(mistake(format!("field {field} is compared with a JSON array or object"))),
        }
    }

    fn is_type(&mut self, field: &str, condition: &str) -> Result<(), DocumentError> {
        if field.is_empty() || !field.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(mistake(format!("{field:?} is not a field name of letters and digits")));
        }
        self.sql.push_str(" AND json_type(body, ");
        self.bind(Sql::Text(format!("$.{field}")));
        self.sql.push_str(") ");
        self.sql.push_str(condition);
        Ok(())
    }

    fn compare(&mut self, field: &str, operator: &str, value: Sql) {
        self.sql.push_str(" AND json_extract(body, ");
        self.bind(Sql::Text(format!("$.{field}")));
        self.sql.push(')');
        self.sql.push_str(operator);
        self.bind(value);
    }

    fn bind(&mut self, value: Sql) {
        self.values.push(value);
        self.sql.push('?');
        self.sql.push_str(&self.values.len().to_string());
    }

    fn continuation(&self, last: &Stored) -> Result<Continuation, DocumentError> {
        let place = (&self.scope, &last.partition, &last.id);
        let json = serde_json::to_vec(&place).map_err(|e| mistake(e.to_string()))?;
        Ok(Continuation(URL_SAFE_NO_PAD.encode(json)))
    }

    fn place(&self, after: &Continuation) -> Result<(String, String), DocumentError> {
        let place = URL_SAFE_NO_PAD.decode(&after.0).ok().and_then(|json| serde_json::from_slice::<(Scope, String, String)>(&json).ok());
        match place {
            Some((scope, partition, id)) if scope == self.scope => Ok((partition, id)),
            _ => Err(DocumentError::Corrupt {
                id: after.0.clone(),
                kind: "continuation".to_owned(),
                reason: "it does not belong to this query".to_owned(),
            }),
        }
    }
}

/// Reads `partition, id, kind, etag, body`.
pub(super) fn stored(row: &Row<'_>) -> Result<Stored, DocumentError> {
    let (id, kind): (String, String) = (row.get(1)?, row.get(2)?);
    match serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or_default()) {
        Ok(body) => Ok(Stored { partition: row.get(0)?, id, kind, etag: ETag(row.get(3)?), body }),
        Err(error) => Err(DocumentError::Corrupt { id, kind, reason: error.to_string() }),
    }
}

fn text(value: &str) -> Sql {
    Sql::Text(value.to_owned())
}

fn mistake(what: String) -> DocumentError {
    DocumentError::Unavailable { reason: format!("the query is wrong: {what}") }
}
