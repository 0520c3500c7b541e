//! The flags of the server and the client, their port, and the language that they print.
#![allow(dead_code, reason = "the client has no number of clients")]

use std::fmt::Display;
use std::{env, process};

use anyhow::Context;
use lexopt::prelude::*;

const CHINESE: [(&str, &str); 13] = [
    ("Listening on {} port {}.", "正在监听 {} 端口 {}。"),
    ("test successful\n", "测试成功\n"),
    ("Greeting sent.", "问候已发出。"),
    ("received: {}", "收到: {}"),
    ("OK.", "OK。"),
    (
        "Trying to connect to {} port {}...",
        "正在尝试连接 {} 端口 {}...",
    ),
    ("Connection OK.", "连接成功。"),
    ("Sent to the server.", "已发送到服务器。"),
    ("What was sent: {}", "发送的内容: {}"),
    ("The server's answer arrived.", "接收服务器回传信息成功!"),
    ("What it says: {}", "接受的内容为:{}"),
    ("Closing the socket...", "关闭SOCKET..."),
    ("Closed.", "关闭OK"),
];

pub(crate) struct Options {
    pub(crate) port: u16,
    /// How many clients to serve: the server's alone.
    pub(crate) clients: usize,
    zh: bool,
}

impl Options {
    /// Without a number of clients there is no such flag.
    pub(crate) fn read(help: &str, clients: Option<usize>) -> anyhow::Result<Self> {
        let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
        let port = port
            .parse()
            .context("PORT must be a number from 0 to 65535")?;
        let mut options = Self {
            port,
            clients: clients.unwrap_or(0),
            zh: false,
        };

        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("clients") if clients.is_some() => {
                    options.clients = arguments.value()?.parse()?;
                }
                Long("zh") => options.zh = true,
                Long("help") | Short('h') => {
                    println!("{help}");
                    process::exit(0);
                }
                _ => return Err(argument.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// Prints a line, in English or Chinese; each word takes the place of a `{}`.
    pub(crate) fn say(&self, english: &str, words: &[&dyn Display]) {
        let mut parts = self.text(english).split("{}");
        let mut line = parts.next().unwrap_or_default().to_owned();
        for (word, part) in words.iter().zip(parts) {
            line += &format!("{word}{part}");
        }
        println!("{line}");
    }

    pub(crate) fn text<'a>(&self, english: &'a str) -> &'a str {
        let known = CHINESE.iter().find(|(text, _)| *text == english);
        match known {
            Some((_, chinese)) if self.zh => chinese,
            _ => english,
        }
    }
}
