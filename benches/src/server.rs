//! A process under measurement: started on a free port, ended with its owner, its memory read from `/proc`.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

/// A server that does not answer by then is taken for dead.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Server {
    child: Child,
    pub port: u16,
    /// From just before the start of the process until the first 200 had come.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `command`, which was told to listen on `port`, and waits for `GET path` to be answered with 200.
    ///
    /// # Errors
    /// When it cannot be started, ends, or does not answer within 20 s.
    pub fn start(mut command: Command, port: u16, path: &str) -> anyhow::Result<Self> {
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().with_context(|| format!("cannot start {command:?}"))?;
        let mut server = Self { child, port, ready_after: Duration::ZERO };
        while !answers(port, path) {
            if let Some(status) = server.child.try_wait()? {
                bail!("{command:?} ended: {status}");
            }
            ensure!(began.elapsed() < PATIENCE, "{command:?} does not answer");
            // Shorter than what is measured by far, and leaves the processor to the server.
            std::thread::sleep(Duration::from_micros(100));
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// # Errors
    /// Where there is no `/proc`.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        Memory::of(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One exchange on a connection of its own; false while nobody listens or the status is another one.
fn answers(port: u16, path: &str) -> bool {
    let exchange = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(&head == b"HTTP/1.1 200")
    };
    exchange().unwrap_or(false)
}

/// A port that nobody listens on now.
///
/// # Errors
/// When there is none.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The program of this name beside the running one: built by the same cargo profile.
///
/// # Errors
/// When it was not built.
pub fn neighbour(name: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let file = own.with_file_name(name);
    ensure!(file.is_file(), "{} is missing: cargo build --release -p pathfinder -p pathfinder-devhost", file.display());
    Ok(file)
}

/// `binary` as the Functions host starts it, on a data folder of its own.
pub fn handler(binary: &Path, port: u16, data: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string()).env("PATHFINDER_DATA_FOLDER", data);
    command
}

/// KiB of memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Resident now, shared pages of the program's file included.
    pub resident: u64,
    /// Of it, pages that are not from files: heap and stacks.
    pub anonymous: u64,
    /// Most that was ever resident.
    pub peak: u64,
}

impl Memory {
    /// # Errors
    /// Where there is no `/proc`, or no such process.
    pub fn of(process: &str) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let field = |name: &str| -> anyhow::Result<u64> {
            let line =
                text.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name} in /proc/{process}/status"))?;
            Ok(line.trim_end_matches("kB").trim().parse()?)
        };
        Ok(Self { resident: field("VmRSS:")?, anonymous: field("RssAnon:")?, peak: field("VmHWM:")? })
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mib = |kib: u64| kib as f64 / 1024.0;
        write!(
            f,
            "RSS {:.1} MiB (of it heap and stacks {:.1} MiB), at most {:.1} MiB",
            mib(self.resident),
            mib(self.anonymous),
            mib(self.peak)
        )
    }
}
