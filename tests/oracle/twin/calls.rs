//! The calls that borrow their sockets.

use php_sockets::*;

use super::arguments::{Arguments, refused};
use super::{Got, Kept, Outcome, Stop, Twin, messages, poll};
use crate::answer::Value;
use crate::syntax::{Call, Expr};

type Made = Result<Got, Stop>;

impl Twin {
    pub(super) fn make(&mut self, call: &Call) -> Outcome {
        if let Some(outcome) = self.moved(call) {
            return outcome;
        }
        let arguments = Arguments { twin: self, call };
        match call.function.as_str() {
            "socket_create_pair" => create_pair(arguments),
            "socket_getsockname" => name(arguments, socket_getsockname),
            "socket_getpeername" => name(arguments, socket_getpeername),
            "socket_recv" => recv(arguments),
            "socket_recvfrom" => recvfrom(arguments),
            "socket_recvmsg" => recvmsg(arguments),
            "socket_select" => select(arguments),
            "socket_addrinfo_lookup" => lookup(arguments),
            method if method.contains("::") => (poll::method(arguments), Vec::new()),
            _ => (plain(arguments), Vec::new()),
        }
    }
}

/// Those without `&` arguments.
fn plain(arguments: Arguments<'_>) -> Made {
    let function = arguments.call.function.as_str();
    match function {
        "socket_create"
        | "socket_create_listen"
        | "socket_bind"
        | "socket_listen"
        | "socket_accept"
        | "socket_connect"
        | "socket_shutdown"
        | "socket_set_block"
        | "socket_set_nonblock" => connect(function, arguments),
        "socket_read" | "socket_write" | "socket_send" | "socket_sendto" | "socket_sendmsg"
        | "socket_atmark" | "socket_cmsg_space" => transfer(function, arguments),
        "socket_get_option" | "socket_getopt" | "socket_set_option" | "socket_setopt" => {
            option(function, arguments)
        }
        "socket_last_error" | "socket_clear_error" | "socket_strerror" => {
            last_error(function, arguments)
        }
        "socket_addrinfo_bind" | "socket_addrinfo_connect" | "socket_addrinfo_explain" => {
            addrinfo(function, arguments)
        }
        "clear_errors" => {
            socket_clear_error(arguments.socket(0)?);
            socket_clear_error(None);
            Ok(true.into())
        }
        "open_descriptors" => Ok(super::open_descriptors().into()),
        // PHP's own; the scripts show the number of a constant with it.
        "intval" => Ok(arguments.number::<i64>(0)?.into()),
        "getmypid" => Ok(std::process::id().into()),
        "descriptor_flags" => Ok(descriptor_flags(arguments.socket(0)?)),
        _ => refused(format!("there is no {function}")),
    }
}

fn done(result: Result<()>) -> Made {
    Ok(result.map(|()| true)?.into())
}

fn connect(function: &str, arguments: Arguments<'_>) -> Made {
    let a = arguments;
    match function {
        "socket_create" => {
            let a = a.count(3, 3)?;
            let socket = socket_create(a.number(0)?, a.number(1)?, a.number(2)?)?;
            Ok(Got::Socket(socket))
        }
        "socket_create_listen" => {
            let a = a.count(1, 2)?;
            let socket = socket_create_listen(a.number(0)?, a.optional::<i32>(1)?)?;
            Ok(Got::Socket(socket))
        }
        "socket_bind" => {
            let a = a.count(2, 3)?;
            done(socket_bind(a.socket(0)?, a.os(1)?, a.optional::<u16>(2)?))
        }
        "socket_listen" => {
            let a = a.count(1, 2)?;
            done(socket_listen(a.socket(0)?, a.optional::<i32>(1)?))
        }
        "socket_accept" => Ok(Got::Socket(socket_accept(a.count(1, 1)?.socket(0)?)?)),
        "socket_connect" => {
            let a = a.count(2, 3)?;
            done(socket_connect(
                a.socket(0)?,
                a.os(1)?,
                a.optional::<u16>(2)?,
            ))
        }
        "socket_shutdown" => {
            let a = a.count(1, 2)?;
            done(socket_shutdown(a.socket(0)?, a.optional::<i32>(1)?))
        }
        "socket_set_block" => done(socket_set_block(a.count(1, 1)?.socket(0)?)),
        _ => done(socket_set_nonblock(a.count(1, 1)?.socket(0)?)),
    }
}

fn transfer(function: &str, arguments: Arguments<'_>) -> Made {
    let a = arguments;
    match function {
        "socket_read" => {
            let a = a.count(2, 3)?;
            Ok(socket_read(a.socket(0)?, a.number(1)?, a.optional::<i32>(2)?)?.into())
        }
        "socket_write" => {
            let a = a.count(2, 3)?;
            Ok(socket_write(a.socket(0)?, a.bytes(1)?, a.optional::<usize>(2)?)?.into())
        }
        "socket_send" => {
            let a = a.count(4, 4)?;
            Ok(socket_send(a.socket(0)?, a.bytes(1)?, a.number(2)?, a.number(3)?)?.into())
        }
        "socket_sendto" => {
            let a = a.count(5, 6)?;
            let (socket, data) = (a.socket(0)?, a.bytes(1)?);
            let (length, flags, port) = (a.number(2)?, a.number(3)?, a.optional::<u16>(5)?);
            Ok(socket_sendto(socket, data, length, flags, a.os(4)?, port)?.into())
        }
        "socket_sendmsg" => {
            let a = a.count(2, 3)?;
            let Some(message) = a.get(1) else {
                return refused("it takes a &Message");
            };
            let message = a.twin.message(message)?;
            Ok(socket_sendmsg(a.socket(0)?, &message, a.optional::<i32>(2)?)?.into())
        }
        "socket_atmark" => Ok(socket_atmark(a.count(1, 1)?.socket(0)?)?.into()),
        _ => {
            let a = a.count(2, 3)?;
            let num = a.optional::<usize>(2)?;
            Ok(socket_cmsg_space(a.number(0)?, a.number(1)?, num)?.into())
        }
    }
}

fn option(function: &str, arguments: Arguments<'_>) -> Made {
    let set = function.starts_with("socket_set");
    let a = arguments.count(if set { 4 } else { 3 }, if set { 4 } else { 3 })?;
    let (socket, level, option) = (a.socket(0)?, a.number(1)?, a.number(2)?);
    if !set {
        let get = match function {
            "socket_getopt" => socket_getopt,
            _ => socket_get_option,
        };
        return Ok(Value::from(get(socket, level, option)?).into());
    }
    let value = a.get(3).unwrap_or(&Expr::Null);
    let value = a.twin.option_value(value)?;
    done(match function {
        "socket_setopt" => socket_setopt(socket, level, option, value),
        _ => socket_set_option(socket, level, option, value),
    })
}

fn last_error(function: &str, arguments: Arguments<'_>) -> Made {
    if function == "socket_strerror" {
        let text = socket_strerror(arguments.count(1, 1)?.number(0)?);
        return Ok(text.into());
    }
    let a = arguments.count(0, 1)?;
    let socket = a.get(0).map(|_| a.socket(0)).transpose()?;
    match function {
        "socket_last_error" => Ok(socket_last_error(socket).into()),
        _ => {
            socket_clear_error(socket);
            Ok(Value::Null.into())
        }
    }
}

fn addrinfo(function: &str, arguments: Arguments<'_>) -> Made {
    let a = arguments.count(1, 1)?;
    let info = match a.get(0) {
        Some(Expr::Name(name)) => match a.twin.kept.get(name) {
            Some(Kept::Info(info)) => info,
            _ => return refused(format!("{name} is no AddressInfo")),
        },
        _ => return refused("it takes an &AddressInfo"),
    };
    Ok(match function {
        "socket_addrinfo_bind" => Got::Socket(socket_addrinfo_bind(info)?),
        "socket_addrinfo_connect" => Got::Socket(socket_addrinfo_connect(info)?),
        _ => Value::from(socket_addrinfo_explain(info)).into(),
    })
}

/// Splits a result into what a call returns and what it fills; on a failure it fills
/// `untouched`.
fn outcome(made: Result<(Got, Vec<Got>), Stop>, untouched: Vec<Got>) -> Outcome {
    match made {
        Ok((got, filled)) => (Ok(got), filled),
        Err(stop) => (Err(stop), untouched),
    }
}

fn create_pair(a: Arguments<'_>) -> Outcome {
    let made = || {
        let a = a.count(4, 4)?;
        let pair = socket_create_pair(a.number(0)?, a.number(1)?, a.number(2)?)?;
        Ok((true.into(), vec![Got::List(pair.map(Got::Socket).into())]))
    };
    outcome(made(), vec![a.before(3).into()])
}

fn name(a: Arguments<'_>, of: fn(&Socket) -> Result<Address>) -> Outcome {
    let before = [1, 2].map(|index| a.call.arguments.get(index).map(|_| a.before(index)));
    let made = || {
        let a = a.count(2, 3)?;
        let address = of(a.socket(0)?)?;
        let port = address
            .port()
            .map_or(before[1].clone().unwrap_or(Value::Null), Value::from);
        let filled = [Value::from(address.address()), port].map(Got::Value);
        Ok((true.into(), filled.into()))
    };
    outcome(
        made(),
        before
            .clone()
            .into_iter()
            .flatten()
            .map(Got::Value)
            .collect(),
    )
}

/// PHP's fourth argument is the code of the error.
fn lookup(a: Arguments<'_>) -> Outcome {
    let made = || {
        let a = a.count(1, 4)?;
        let service = a.get(1).map(|_| a.os(1)).transpose()?;
        let service = service.as_ref().map(|service| service.to_str());
        let Some(service) = service.map_or(Some(None), |text| text.map(Some)) else {
            return refused("it takes a &str");
        };
        let hints = a.get(2).map(|hints| a.twin.hints(hints)).transpose()?;
        let found = socket_addrinfo_lookup(a.os(0)?, service, hints)?;
        let found = found.into_iter().map(|info| Got::Info(info.into()));
        Ok(Got::List(found.collect()))
    };
    let made = made();
    let code = match &made {
        Err(Stop::Failed(error)) if error.code() != 0 => error.code().into(),
        _ => a.before(3),
    };
    (made, vec![code.into()])
}

fn recv(a: Arguments<'_>) -> Outcome {
    let mut data = a.buffer(1);
    let mut made = || {
        let a = a.count(4, 4)?;
        let count = socket_recv(a.socket(0)?, &mut data, a.number(2)?, a.number(3)?)?;
        Ok(count.into())
    };
    let made = made();
    (made, vec![data.into()])
}

fn recvfrom(a: Arguments<'_>) -> Outcome {
    let mut data = a.buffer(1);
    let (address, port) = (a.before(4), a.before(5));
    let mut made = || {
        let a = a.count(5, 6)?;
        socket_recvfrom(a.socket(0)?, &mut data, a.number(2)?, a.number(3)?).map_err(Stop::from)
    };
    let made = made();
    let (made, address, port) = match made {
        Ok((count, sender)) => {
            let port = sender.port().map_or(port, Value::from);
            (Ok(count.into()), sender.address().into(), port)
        }
        Err(stop) => (Err(stop), address, port),
    };
    (made, vec![data.into(), address.into(), port.into()])
}

fn recvmsg(a: Arguments<'_>) -> Outcome {
    let made = || {
        let a = a.count(2, 3)?;
        let Some(asked) = a.get(1) else {
            return refused("it takes a &mut Message");
        };
        let mut message = a.twin.message(asked)?;
        let count = socket_recvmsg(a.socket(0)?, &mut message, a.optional::<i32>(2)?)?;
        Ok((count.into(), vec![messages::message(&message).into()]))
    };
    let untouched = a.get(1).map_or(Value::Null, told);
    outcome(made(), vec![untouched.into()])
}

/// An argument that a failed call has left as it was.
pub(super) fn told(argument: &Expr) -> Value {
    match argument {
        Expr::Null => Value::Null,
        Expr::Bool(value) => (*value).into(),
        Expr::Int(number) => (*number).into(),
        Expr::Text(text) => text.clone().into(),
        Expr::List(items) => Value::List(items.iter().map(told).collect()),
        Expr::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), told(value)));
            Value::Map(entries.collect())
        }
        other => Value::Word(other.to_string()),
    }
}

fn select(a: Arguments<'_>) -> Outcome {
    let filled = (0..3).filter(|index| matches!(a.call.arguments.get(*index), Some(Expr::Ref(_))));
    let untouched = filled.clone();
    let untouched = untouched.map(|index| told(a.get(index).unwrap_or(&Expr::Null)).into());
    let made = || {
        let a = a.count(4, 5)?;
        let mut arrays = [a.sockets(0)?, a.sockets(1)?, a.sockets(2)?];
        let [read, write, except] = &mut arrays;
        let (seconds, micros) = (a.optional::<i64>(3)?, a.optional::<i64>(4)?);
        let ready = socket_select(
            read.as_mut(),
            write.as_mut(),
            except.as_mut(),
            seconds,
            micros,
        )?;
        let filled = filled.map(|index| {
            let sockets = arrays[index].as_ref();
            sockets
                .map_or(Value::Null, |sockets| a.names(sockets))
                .into()
        });
        Ok((ready.into(), filled.collect()))
    };
    outcome(made(), untouched.collect())
}

impl Arguments<'_> {
    /// The names of sockets.
    fn names(self, sockets: &[&Socket]) -> Value {
        let names = sockets.iter().map(|socket| self.name(socket));
        Value::List(names.collect())
    }

    /// The name of a socket.
    pub(super) fn name(self, socket: &Socket) -> Value {
        let named = self.twin.kept.iter().find(|(_, kept)| match kept {
            Kept::Socket(kept) => std::ptr::eq(&**kept, socket),
            _ => false,
        });
        Value::Word(named.map_or("Socket", |(name, _)| name).to_owned())
    }
}

/// Whether programs that are started do not inherit it, and whether it does not wait.
fn descriptor_flags(socket: &Socket) -> Got {
    use std::os::fd::AsRawFd;

    const O_NONBLOCK: u32 = 0o4000;
    const O_CLOEXEC: u32 = 0o2_000_000;

    let path = format!("/proc/self/fdinfo/{}", socket.as_raw_fd());
    let text = std::fs::read_to_string(path).unwrap();
    let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = u32::from_str_radix(flags.unwrap().trim(), 8).unwrap();
    let names = [("O_CLOEXEC", O_CLOEXEC), ("O_NONBLOCK", O_NONBLOCK)];
    let set = names.iter().filter(|(_, flag)| flags & flag != 0);
    Value::List(set.map(|(name, _)| Value::Text((*name).into())).collect()).into()
}
