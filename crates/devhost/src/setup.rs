//! Everything that must be right before anything is started: folder, settings, lock, port, functions, stores.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use url::Url;

use crate::function_json::Loaded;
use crate::host_json::HostJson;
use crate::lock::Lock;
use crate::options::{DATA, PORT};
use crate::settings::{BLOB_URL, DATA_FOLDER, PUBLIC_URL, Settings};
use crate::{HostError, Options, Stores, blobs};

#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) root: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) host: HostJson,
    pub(crate) data: PathBuf,
    pub(crate) lock: Lock,
    pub(crate) listener: TcpListener,
    /// `http://localhost:7071/`, with the true port.
    pub(crate) base: Url,
    pub(crate) handler_port: u16,
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) stores: Stores,
}

impl Setup {
    pub(crate) async fn prepare(options: &Options) -> Result<Self, HostError> {
        let root = std::path::absolute(&options.root).map_err(|_| HostError::Root(options.root.clone()))?;
        let text = std::fs::read_to_string(root.join("host.json")).map_err(|_| HostError::Root(root.clone()))?;
        let mut settings = Settings::load(&root, options.environment.clone())?;
        let host = HostJson::read(&text, &root, &settings).map_err(HostError::HostJson)?;
        let data = data_folder(options, &root, &settings)?;
        let lock = Lock::take(&data)?;
        let (listener, address) = listen(options.port.or(settings.local_port).unwrap_or(PORT)).await?;
        settings.set(DATA_FOLDER, &data.to_string_lossy());
        let links = addresses(&mut settings, address)?;
        let loaded = Loaded::read(&root, &host.route_prefix, &settings);
        let loaded = loaded.map_err(|error| HostError::File { file: root.clone(), reason: error.to_string() })?;
        let stores = match options.stores.clone() {
            Some(stores) => stores,
            None => Stores::open(&data, links, options.clock.clone())?,
        };
        let base = base_url(address)?;
        let handler_port = handler_port(&host)?;
        Ok(Self { root, settings, host, data, lock, listener, base, handler_port, loaded: Arc::new(loaded), stores })
    }
}

fn data_folder(options: &Options, root: &Path, settings: &Settings) -> Result<PathBuf, HostError> {
    let folder = match (&options.data, settings.get(DATA_FOLDER).filter(|folder| !folder.is_empty())) {
        (Some(folder), _) => folder.clone(),
        (None, Some(folder)) => root.join(folder),
        (None, None) => DATA.into(),
    };
    std::path::absolute(&folder).map_err(|error| HostError::File { file: folder, reason: error.to_string() })
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), HostError> {
    let wrong = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => HostError::PortInUse { port },
        _ => HostError::Listen { port, reason: error.to_string() },
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    Ok((listener, address))
}

fn base_url(address: SocketAddr) -> Result<Url, HostError> {
    format!("http://localhost:{}/", address.port())
        .parse()
        .map_err(|error: url::ParseError| HostError::Listen { port: address.port(), reason: error.to_string() })
}

/// Tells the handler under which addresses clients reach it, unless the settings know better. Returns that of signed links.
fn addresses(settings: &mut Settings, address: SocketAddr) -> Result<Url, HostError> {
    settings.default(PUBLIC_URL, &format!("http://{address}"));
    settings.default(BLOB_URL, &format!("http://{address}{}", blobs::PATH));
    let text = settings.get(BLOB_URL).unwrap_or_default();
    text.parse().map_err(|error| HostError::Setting { name: BLOB_URL, reason: format!("{text:?} is no address: {error}") })
}

/// The fixed port of host.json, which must be free, or any free one.
fn handler_port(host: &HostJson) -> Result<u16, HostError> {
    let wanted = host.handler_port.unwrap_or(0);
    let wrong = |error: std::io::Error| HostError::HostJson(format!("customHandler.port {wanted} cannot be used: {error}"));
    // std sets SO_REUSEADDR, so the handler can bind the port right after this probe has closed it.
    let probe = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).map_err(wrong)?;
    probe.local_addr().map(|address| address.port()).map_err(wrong)
}
