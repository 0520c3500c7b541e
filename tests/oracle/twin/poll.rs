//! The methods of `io_poll`.

use std::rc::Rc;
use std::time::Duration;

use php_sockets::Socket;
use php_sockets::io_poll::{Backend, Event, Events};

use super::arguments::{Arguments, refused};
use super::{Context, Got, Kept, Stop, Watcher, word};
use crate::answer::Value;
use crate::syntax::Expr;

type Made = Result<Got, Stop>;

pub(super) fn method(a: Arguments<'_>) -> Made {
    match a.call.function.split_once("::") {
        Some(("Context", method)) => context(method, a),
        Some(("Watcher", method)) => watcher(method, a),
        Some(("Backend", method)) => backend(method, a),
        _ => unknown(a),
    }
}

fn unknown(a: Arguments<'_>) -> Made {
    refused(format!("there is no {}", a.call.function))
}

fn context(method: &str, a: Arguments<'_>) -> Made {
    match method {
        "new" => {
            let backend = a.count(0, 1)?.get(0).map(|_| a.backend(0)).transpose()?;
            Ok(Got::Context(Context::new(backend)?.into()))
        }
        "add" => {
            let a = a.count(3, 4)?;
            let (context, handle) = (a.context()?, a.handle(1)?);
            let data = a.data(3).unwrap_or(Value::Null);
            Ok(Got::Watcher(context.add(handle, a.events(2)?, data)?))
        }
        "wait" => {
            let a = a.count(1, 3)?;
            let timeout = a.optional::<u64>(1)?.map(Duration::from_secs);
            let triggered = a.context()?.wait(timeout, a.optional::<usize>(2)?)?;
            Ok(a.waited(&triggered).into())
        }
        "getBackend" => {
            let backend = a.count(1, 1)?.context()?.backend();
            Ok(word(&format!("{backend:?}")).into())
        }
        _ => unknown(a),
    }
}

fn watcher(method: &str, a: Arguments<'_>) -> Made {
    let a = match method {
        "modify" => a.count(2, 3),
        "modifyEvents" | "modifyData" | "hasTriggered" => a.count(2, 2),
        _ => a.count(1, 1),
    }?;
    let watcher = a.watcher()?;
    let done = |result: php_sockets::Result<()>| Ok(result.map(|()| Value::Null)?.into());
    match method {
        "getHandle" => Ok(a.name(watcher.handle()).into()),
        "getWatchedEvents" => Ok(told(watcher.watched_events()).into()),
        "getTriggeredEvents" => Ok(told(watcher.triggered_events()).into()),
        "getData" => Ok((*watcher.data()).clone().into()),
        "hasTriggered" => Ok(watcher.has_triggered(a.event(1)?).into()),
        "isActive" => Ok(watcher.is_active().into()),
        "modify" => done(watcher.modify(a.events(1)?, a.data(2))),
        "modifyEvents" => done(watcher.modify_events(a.events(1)?)),
        "modifyData" => done(watcher.modify_data(a.data(1).unwrap_or(Value::Null))),
        "remove" => done(watcher.remove()),
        _ => unknown(a),
    }
}

fn backend(method: &str, a: Arguments<'_>) -> Made {
    match method {
        "getAvailableBackends" => {
            let all = Backend::available_backends().iter();
            Ok(Value::List(all.map(|one| word(&format!("{one:?}"))).collect()).into())
        }
        "isAvailable" => Ok(a.backend(0)?.is_available().into()),
        "supportsEdgeTriggering" => Ok(a.backend(0)?.supports_edge_triggering().into()),
        _ => unknown(a),
    }
}

fn told(events: Events) -> Value {
    let names = events.iter().map(|event| word(&format!("{event:?}")));
    Value::List(names.collect())
}

impl<'a> Arguments<'a> {
    fn kept(self, index: usize) -> Option<&'a Kept> {
        match self.get(index)? {
            Expr::Name(name) => self.twin.kept.get(name),
            _ => None,
        }
    }

    fn context(self) -> Result<&'a Context, Stop> {
        match self.kept(0) {
            Some(Kept::Context(context)) => Ok(context),
            _ => refused("it takes a &Context"),
        }
    }

    fn watcher(self) -> Result<&'a Watcher, Stop> {
        match self.kept(0) {
            Some(Kept::Watcher(watcher)) => Ok(watcher),
            _ => refused("it takes a &Watcher"),
        }
    }

    fn handle(self, index: usize) -> Result<Rc<Socket>, Stop> {
        match self.kept(index) {
            Some(Kept::Socket(socket)) => Ok(Rc::clone(socket)),
            _ => refused("it takes a handle"),
        }
    }

    /// The data, if it is not left out: `null` is data too.
    fn data(self, index: usize) -> Option<Value> {
        self.call.arguments.get(index).map(super::calls::told)
    }

    fn event(self, index: usize) -> Result<Event, Stop> {
        event(self.get(index))
    }

    fn events(self, index: usize) -> Result<Events, Stop> {
        match self.get(index) {
            Some(Expr::List(events)) => events.iter().map(|one| event(Some(one))).collect(),
            _ => refused("it takes Events"),
        }
    }

    fn backend(self, index: usize) -> Result<Backend, Stop> {
        match self.get(index) {
            Some(Expr::Case(name)) => match name.as_str() {
                "Auto" => Ok(Backend::Auto),
                "Poll" => Ok(Backend::Poll),
                "Epoll" => Ok(Backend::Epoll),
                _ => refused("it takes a Backend"),
            },
            _ => refused("it takes a Backend"),
        }
    }

    /// What a wait has returned: of each watcher its name and its events.
    fn waited(self, triggered: &[Watcher]) -> Value {
        let name = |watcher: &Watcher| {
            let mut kept = self.twin.kept.iter();
            let named = kept.find(|(_, kept)| match kept {
                Kept::Watcher(kept) => kept == watcher,
                _ => false,
            });
            named.map_or("Watcher", |(name, _)| name).to_owned()
        };
        let entries = triggered
            .iter()
            .map(|watcher| (name(watcher), told(watcher.triggered_events())));
        match triggered.is_empty() {
            true => Value::List(Vec::new()),
            false => Value::Map(entries.collect()),
        }
    }
}

fn event(argument: Option<&Expr>) -> Result<Event, Stop> {
    let Some(Expr::Case(name)) = argument else {
        return refused("it takes an Event");
    };
    let mut all = Event::cases().iter().copied();
    all.find(|event| format!("{event:?}") == *name)
        .map_or_else(|| refused("it takes an Event"), Ok)
}
