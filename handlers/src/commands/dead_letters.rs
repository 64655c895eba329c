//! `pathfinder dead-letters`: messages that could not be worked on, and sending one again.

use std::process::ExitCode;

use anyhow::ensure;
use pathfinder_cloud::documents::{Container, Query};

use crate::app::{App, StoredDeadLetter};
use crate::config::Config;
use crate::dead_letters::redrive;
use crate::store::parse_page;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List what was kept, newest last.
    List,
    /// Send one to its queue again and forget it; for after the reason was mended.
    Redrive {
        /// The function, as the list shows it.
        function: String,
        /// The letter, as the list shows it.
        letter: String,
    },
}

/// Runs the command.
///
/// # Errors
/// When the stores cannot be reached, or there is no such letter.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    ensure!(
        config.data_folder.join("pathfinder.db").is_file(),
        "there is no store in {}: say where it lies, `PATHFINDER_DATA_FOLDER=… pathfinder dead-letters …`",
        config.data_folder.display()
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = super::serve::open(config).await?;
        match command {
            Command::List => list(&app).await,
            Command::Redrive { function, letter } => {
                println!("{}", redrive(&app, function, letter).await?);
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}

async fn list(app: &App) -> anyhow::Result<ExitCode> {
    let mut after = None;
    let mut found = Vec::new();
    loop {
        let page = app.documents.scan(Container::System, Query { after, limit: 200, ..Query::kind("deadLetter") }).await?;
        let letters = parse_page::<StoredDeadLetter>(&page)?;
        found.extend(page.items.iter().map(|stored| stored.id.clone()).zip(letters.into_iter().map(|letter| letter.value)));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    found.sort_by_key(|(_, letter)| letter.kept_at);
    for (id, letter) in &found {
        println!(
            "{}  {}  {}\n    queue {}: {}\n    {}",
            letter.kept_at.format("%Y-%m-%d %H:%M:%S"),
            letter.function,
            id,
            letter.queue,
            letter.reason,
            letter.body.chars().take(300).collect::<String>()
        );
    }
    println!("{} dead letters", found.len());
    Ok(ExitCode::SUCCESS)
}
