//! The client conformance scenario spoken by async-nats; `../README.md` lists the checks.

mod scenario;

use std::{env, process::ExitCode, time::Duration};

const WHOLE_RUN_LIMIT: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = env::var("NATS_URL") else {
        eprintln!("NATS_URL is not set");
        return ExitCode::from(2);
    };
    let file = |name| env::var(name).ok().filter(|path| !path.is_empty());
    let mut counts = scenario::Counts::default();
    let run = scenario::run(&url, file("NATS_CREDS"), file("NATS_CREDS_2"), &mut counts);
    if tokio::time::timeout(WHOLE_RUN_LIMIT, run).await.is_err() {
        println!("FAILED time: the run took longer than {WHOLE_RUN_LIMIT:?}");
        counts.failed += 1;
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    ExitCode::from(u8::from(counts.failed > 0))
}
