//! Starts the listener of every queue and timer function.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pathfinder_cloud::queues::Queues;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::function_json::{Function, Trigger};
use crate::host_json::HostJson;
use crate::invoke::Invoker;
use crate::queues::Listener;
use crate::timers::Timer;

/// What all of them share.
pub(crate) struct Listeners<'a> {
    pub(crate) host: &'a HostJson,
    pub(crate) invoker: &'a Arc<Invoker>,
    pub(crate) queues: &'a Arc<dyn Queues>,
    pub(crate) queue_hide: Duration,
    /// Folder of the timers' status files.
    pub(crate) data: &'a Path,
    pub(crate) stop: &'a watch::Receiver<bool>,
}

impl Listeners<'_> {
    /// `None` for an HTTP function, which has no listener of its own.
    pub(crate) fn start(&self, function: &Function) -> Option<JoinHandle<()>> {
        let retry = function.retry.clone().or_else(|| self.host.retry.clone());
        let (name, binding, invoker) = (function.name.clone(), function.binding.clone(), self.invoker.clone());
        match &function.trigger {
            Trigger::Http { .. } => None,
            Trigger::Queue { queue } => {
                let listener = Listener {
                    function: name,
                    binding,
                    queue: queue.clone(),
                    queues: self.queues.clone(),
                    options: self.host.queues.clone(),
                    hide: self.queue_hide,
                    retry,
                    invoker,
                };
                Some(tokio::spawn(listener.run(self.stop.clone())))
            }
            Trigger::Timer(trigger) => {
                let status_file = self.data.join("timers").join(format!("{name}.json"));
                let timer = Timer { function: name, binding, trigger: trigger.clone(), retry, invoker, status_file };
                Some(tokio::spawn(timer.run(self.stop.clone())))
            }
        }
    }
}
