//! A browser that the tests control.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The widths of a small phone and of a laptop.
pub(crate) const PHONE: u32 = 360;
pub(crate) const WIDE: u32 = 1280;

/// The longest that a script may take, in milliseconds: axe takes a minute for the whole book.
const SCRIPT: u64 = 300_000;

/// What the reader has told the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    Light,
    Dark,
}

impl Colours {
    /// The book's theme for it.
    pub(crate) fn theme(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "navy",
        }
    }
}

pub(crate) struct Browser {
    driver: Child,
    /// Kept open, because a driver that cannot write may end.
    output: BufReader<ChildStdout>,
    client: Option<Client>,
    runtime: Runtime,
    /// One at a time: each takes a lot of memory.
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    pub(crate) fn start(width: u32, colours: Colours) -> Result<Self> {
        Self::start_with(capabilities(width, colours, json!({})))
    }

    /// One in which pages cannot run scripts; the test can.
    pub(crate) fn start_without_scripts() -> Result<Self> {
        let forbidden = json!({ "profile.managed_default_content_settings.javascript": 2 });
        Self::start_with(capabilities(WIDE, Colours::Light, forbidden))
    }

    fn start_with(capabilities: Capabilities) -> Result<Self> {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(|broken| broken.into_inner());

        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()?;
        let output = BufReader::new(driver.stdout.take().context("no output")?);
        let mut browser = Self {
            driver,
            output,
            client: None,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
            _turn: turn,
        };
        // "ChromeDriver was started successfully on port 40001."
        let started = browser.output.by_ref().lines().map_while(Result::ok);
        let port = started
            .filter_map(|line| {
                Some(
                    line.rsplit_once("started successfully on port ")?
                        .1
                        .to_owned(),
                )
            })
            .find_map(|port| port.trim_end_matches('.').parse::<u16>().ok())
            .context("chromedriver names no port")?;

        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let client = browser.run(async move { builder.connect(&address).await })??;
        browser.client = Some(client);
        Ok(browser)
    }

    pub(crate) fn go(&self, address: &str) -> Result<()> {
        Ok(self.run(self.client()?.goto(address))??)
    }

    pub(crate) fn address(&self) -> Result<String> {
        Ok(self.run(self.client()?.current_url())??.into())
    }

    /// Runs a script in the page, and returns what it returns.
    pub(crate) fn ask<T: DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> Result<T> {
        let answer = self.run(self.client()?.execute(script, arguments.to_vec()))??;
        Ok(serde_json::from_value(answer)?)
    }

    /// The same for a script that calls its last argument with what it found.
    pub(crate) fn ask_later<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: &[Value],
    ) -> Result<T> {
        let answer = self.run(self.client()?.execute_async(script, arguments.to_vec()))??;
        Ok(serde_json::from_value(answer)?)
    }

    /// Presses a key where the focus is.
    pub(crate) fn press(&self, key: Key) -> Result<()> {
        let element = self.run(self.client()?.active_element())??;
        Ok(self.run(element.send_keys(&String::from(char::from(key))))??)
    }

    pub(crate) fn click(&self, css: &str) -> Result<()> {
        let element = self.wait_for(css)?;
        Ok(self.run(element.click())??)
    }

    pub(crate) fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let element = self.wait_for(css)?;
        self.run(element.clear())??;
        Ok(self.run(element.send_keys(text))??)
    }

    pub(crate) fn wait_for(&self, css: &str) -> Result<fantoccini::elements::Element> {
        let wait = self.client()?.wait().at_most(Duration::from_secs(20));
        let found = self.run(wait.for_element(Locator::Css(css)))?;
        found.with_context(|| format!("no {css} appeared"))
    }

    fn client(&self) -> Result<&Client> {
        self.client.as_ref().context("the browser has not started")
    }

    fn run<T>(&self, what: impl Future<Output = T>) -> Result<T> {
        const LIMIT: Duration = Duration::from_millis(SCRIPT + 10_000);
        let limited = async { tokio::time::timeout(LIMIT, what).await };
        Ok(self.runtime.block_on(limited)?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.run(client.close());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn capabilities(width: u32, colours: Colours, preferences: Value) -> Capabilities {
    let dark = match colours {
        Colours::Dark => "--blink-settings=preferredColorScheme=0",
        Colours::Light => "--blink-settings=preferredColorScheme=1",
    };
    let mut options = json!({ "prefs": preferences, "args": [
        "--headless=new",
        "--no-sandbox", // root has none
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        format!("--window-size={width},900"),
        dark,
    ] });
    if width < 500 {
        // A window is never that narrow; a phone's screen is.
        let metrics = json!({ "width": width, "height": 740, "pixelRatio": 1 });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    capabilities.insert("timeouts".into(), json!({ "script": SCRIPT }));
    capabilities
}
