//! `dateline serve`: a store in the browser, on this machine only.

use super::args;
use super::output::Out;
use super::resources;
use crate::clock;
use crate::desk::StoreDesk;
use crate::error::{Error, Result};
use crate::web::{self, Options};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

/// Serves until it is interrupted.
pub fn serve(args: &args::Serve, out: &mut Out) -> Result<()> {
    serve_folder(&args.store.store, args.port, &args.analyst, out)
}

/// Serves a folder.
pub fn serve_folder(store: &Path, port: u16, analyst: &str, out: &mut Out) -> Result<()> {
    let resources = Arc::new(resources::load(Some(store), &[])?);
    let desk = Arc::new(StoreDesk::open(store, resources, clock::now)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Error::internal("threads can't be started").with_source(e))?;
    let options = Options { analyst: analyst.to_owned() };
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|e| {
            Error::usage(format!("port {port} on this machine can't be used"))
                .with_hint("another program may use it: choose one with --port N, or 0 for a free one")
                .with_source(e)
        })?;
        let bound = listener.local_addr().map_err(|e| Error::internal("the server's address can't be told").with_source(e))?;
        out.line(&format!("Open http://{bound}/ in a browser on this machine. Ctrl-C ends the server; nothing is lost."))?;
        out.finish()?;
        let stop = async {
            // Where signals can't be listened for, the process ends by the signal itself.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        web::serve(listener, desk, &options, stop).await.map_err(|e| Error::internal("the server ended").with_source(e))
    })
}
