//! The planner on the classic team orienteering instances: score, reference, gap and time of each.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Parser;
use pathfinder_benches::toptw::Instance;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;

#[derive(Debug, Parser)]
struct Arguments {
    /// Seconds of search for each case.
    #[arg(long, default_value_t = 0.1)]
    seconds: f64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the instances and `bks.csv`.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/toptw"))]
    data: PathBuf,
    /// Only instances whose name begins so.
    #[arg(long, default_value = "")]
    only: String,
    /// The table of all cases, not only the means.
    #[arg(long)]
    all: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let Ok(references) = std::fs::read_to_string(arguments.data.join("bks.csv")) else {
        println!("skipped: {} has no bks.csv; name the folder of the instances with --data", arguments.data.display());
        return Ok(());
    };
    let mut gaps: Vec<Vec<f64>> = vec![Vec::new(); 4];
    let mut rounds_done = Vec::new();
    if arguments.all {
        println!("| instance | tours | score | reference | gap, % | time, ms | rounds |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    }
    for line in references.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut fields = line.split(',');
        let (Some(name), Some(tours), Some(best)) = (fields.next(), fields.next(), fields.next()) else { bail!("{line:?}") };
        let (tours, best): (u32, f64) = (tours.parse()?, best.parse()?);
        if !name.starts_with(&arguments.only) {
            continue;
        }
        let path = arguments.data.join(format!("{name}.txt"));
        let instance = Instance::read(&std::fs::read_to_string(&path).with_context(|| path.display().to_string())?)?;
        let mut problem = instance.problem(tours);
        problem.seed = arguments.seed;
        check(&problem).map_err(|faults| anyhow::anyhow!("{name}: {faults:?}"))?;
        let limit = Duration::from_secs_f64(arguments.seconds);
        let (began, mut rounds) = (Instant::now(), 0);
        let outcome = plan(
            &problem,
            &mut Effort {
                rounds: u64::MAX,
                stop: &mut |progress| {
                    rounds = progress.rounds;
                    began.elapsed() >= limit
                },
            },
        );
        let took = began.elapsed();
        let Outcome::Planned(found) = outcome else { bail!("{name}, {tours} tours: no plan") };
        validate(&problem, &found).map_err(|breaches| anyhow::anyhow!("{name}, {tours} tours: {breaches:?}"))?;
        let score = f64::from(instance.score(&found)?);
        let gap = 100.0 * (best - score) / best;
        gaps[tours as usize - 1].push(gap);
        rounds_done.push(rounds as f64);
        if arguments.all {
            println!("| {name} | {tours} | {score} | {best} | {gap:.2} | {:.0} | {rounds} |", took.as_secs_f64() * 1000.0);
        }
    }
    let all: Vec<f64> = gaps.iter().flatten().copied().collect();
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    for (tours, gaps) in gaps.iter().enumerate().filter(|(_, gaps)| !gaps.is_empty()) {
        println!("{} tours: mean gap {:.3} % over {} cases", tours + 1, mean(gaps), gaps.len());
    }
    println!(
        "all: mean gap {:.3} %, worst {:.2} %, {} cases, {:.0} rounds on average",
        mean(&all),
        all.iter().copied().fold(0.0, f64::max),
        all.len(),
        mean(&rounds_done)
    );
    Ok(())
}
