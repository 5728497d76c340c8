//! The checks, in the order in which they are printed.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    time::{Duration, Instant},
};

use async_nats::{Client, ConnectOptions, Event, HeaderMap, Message, ServerAddr, Subscriber, client::RequestErrorKind};
use bytes::Bytes;
use futures_util::{StreamExt, future::join_all};
use tokio::{sync::mpsc, time::timeout};

const WAIT: Duration = Duration::from_secs(5);
const FAST: Duration = Duration::from_secs(2);
const QUEUE_MEMBERS: usize = 4;
const QUEUE_MESSAGES: usize = 200;
const REQUESTS_AT_ONCE: usize = 50;
const DRAIN_MESSAGES: usize = 100;

type Outcome = Result<(), Box<dyn Error>>;

#[derive(Default)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
}

impl Counts {
    fn note(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Ok(()) => {
                println!("ok {name}");
                self.passed += 1;
            }
            Err(why) => {
                println!("FAILED {name}: {why}");
                self.failed += 1;
            }
        }
    }
}

/// How to open a connection, and the one most checks share.
struct Scenario<'a> {
    url: &'a str,
    creds: Option<String>,
    shared: Client,
}

pub async fn run(url: &str, creds: Option<String>, second_creds: Option<String>, counts: &mut Counts) {
    let shared = match open(url, creds.as_deref(), ConnectOptions::new()).await {
        Ok(client) => client,
        Err(why) => return counts.note("connect", Err(why)),
    };
    counts.note("connect", Ok(()));
    let s = Scenario { url, creds, shared };
    counts.note("payload-empty", s.payload(Vec::new()).await);
    counts.note("payload-1-byte", s.payload(b"x".to_vec()).await);
    counts.note("payload-64-kib", s.payload(b"0123456789abcdef".repeat(4096)).await);
    counts.note("payload-binary", s.payload(every_byte()).await);
    counts.note("wildcard-star", s.star_matches_one_token().await);
    counts.note("wildcard-greater", s.greater_matches_the_rest().await);
    counts.note("headers", s.headers_come_back().await);
    counts.note("queue-group", s.queue_group_shares_the_work().await);
    counts.note("request-reply", s.request_is_answered().await);
    counts.note("concurrent-requests", s.concurrent_requests_find_their_answers().await);
    counts.note("no-responders", s.no_responders_is_told_at_once().await);
    counts.note("auto-unsubscribe", s.auto_unsubscribe_stops_after_the_limit().await);
    counts.note("flush-rtt", s.flush_takes_one_round_trip().await);
    counts.note("echo-off", s.echo_off_hides_own_messages().await);
    counts.note("max-payload", s.too_large_a_payload_is_refused().await);
    if let Some(second) = second_creds {
        counts.note("second-user", s.second_user_shares_the_account(&second).await);
    }
    counts.note("drain", s.drain_delivers_what_is_pending().await);
}

async fn open(url: &str, creds: Option<&str>, options: ConnectOptions) -> Result<Client, Box<dyn Error>> {
    let mut options = options
        .name("conformance-rust")
        .connection_timeout(WAIT)
        .max_reconnects(1);
    let address: ServerAddr = url.parse()?;
    if let (Some(user), Some(password)) = (address.username(), address.password()) {
        options = options.user_and_password(user.to_owned(), password.to_owned());
    }
    if let Some(path) = creds {
        options = options.credentials_file(path).await?;
    }
    Ok(options.connect(address).await?)
}

fn every_byte() -> Vec<u8> {
    (0..=255).chain(*b"\r\nPING\r\n+OK\r\nMSG x 1 0\r\n").collect()
}

/// The next message, or why there is none.
async fn next(sub: &mut Subscriber) -> Result<Message, Box<dyn Error>> {
    Ok(timeout(WAIT, sub.next())
        .await
        .map_err(|_| "no message came")?
        .ok_or("the subscription ended")?)
}

fn expect<T: PartialEq + std::fmt::Debug>(expected: T, actual: T) -> Outcome {
    if expected == actual {
        Ok(())
    } else {
        Err(format!("expected={expected:?}, actual={actual:?}").into())
    }
}

impl Scenario<'_> {
    async fn open(&self, options: ConnectOptions) -> Result<Client, Box<dyn Error>> {
        open(self.url, self.creds.as_deref(), options).await
    }

    fn fresh_subject(&self) -> String {
        self.shared.new_inbox().replace("_INBOX", "conformance")
    }

    async fn payload(&self, body: Vec<u8>) -> Outcome {
        let subject = self.fresh_subject();
        let mut sub = self.shared.subscribe(subject.clone()).await?;
        self.shared.publish(subject, body.clone().into()).await?;
        let message = next(&mut sub).await?;
        if message.payload != body {
            return Err(format!(
                "sent {} bytes, received {} other ones",
                body.len(),
                message.payload.len()
            )
            .into());
        }
        Ok(())
    }

    /// Publishes to each of the subjects, then to the end mark, and says which of them the filter was sent.
    async fn received(
        &self,
        filter: String,
        end_mark: String,
        subjects: &[String],
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let mut sub = self.shared.subscribe(filter).await?;
        for subject in subjects.iter().chain([&end_mark]) {
            self.shared.publish(subject.clone(), Bytes::new()).await?;
        }
        let mut seen = Vec::new();
        loop {
            let message = next(&mut sub).await?;
            if message.subject.as_str() == end_mark {
                return Ok(seen);
            }
            seen.push(message.subject.to_string());
        }
    }

    async fn star_matches_one_token(&self) -> Outcome {
        let p = self.fresh_subject();
        let sent = ["a.c", "c", "a.b.c", "b.c", "a.d"].map(|rest| format!("{p}.{rest}"));
        let seen = self.received(format!("{p}.*.c"), format!("{p}.end.c"), &sent).await?;
        expect(vec![format!("{p}.a.c"), format!("{p}.b.c")], seen)
    }

    async fn greater_matches_the_rest(&self) -> Outcome {
        let p = self.fresh_subject();
        let sent = ["", ".a", ".a.b.c", "x.a"].map(|rest| format!("{p}{rest}"));
        let seen = self.received(format!("{p}.>"), format!("{p}.end"), &sent).await?;
        expect(vec![format!("{p}.a"), format!("{p}.a.b.c")], seen)
    }

    async fn headers_come_back(&self) -> Outcome {
        let subject = self.fresh_subject();
        let mut sub = self.shared.subscribe(subject.clone()).await?;
        let mut headers = HeaderMap::new();
        headers.insert("X-One", "single value: with colon");
        headers.append("X-Many", "first");
        headers.append("X-Many", "second");
        self.shared
            .publish_with_headers(subject, headers, "body".into())
            .await?;
        let message = next(&mut sub).await?;
        expect(Bytes::from("body"), message.payload)?;
        let headers = message.headers.ok_or("no headers came")?;
        let values = |name| {
            headers
                .get_all(name)
                .map(|value| value.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        expect(vec!["single value: with colon".to_owned()], values("X-One"))?;
        expect(vec!["first".to_owned(), "second".to_owned()], values("X-Many"))
    }

    async fn queue_group_shares_the_work(&self) -> Outcome {
        let subject = self.fresh_subject();
        let (deliveries, mut delivered) = mpsc::unbounded_channel();
        let mut members = Vec::new();
        for member in 0..QUEUE_MEMBERS {
            let client = self.open(ConnectOptions::new()).await?;
            let mut sub = client.queue_subscribe(subject.clone(), "workers".into()).await?;
            round_trip(&client).await?;
            members.push(client);
            let deliveries = deliveries.clone();
            tokio::spawn(async move {
                while let Some(message) = sub.next().await {
                    let _ = deliveries.send((member, message.payload));
                }
            });
        }
        for i in 0..QUEUE_MESSAGES {
            self.shared.publish(subject.clone(), i.to_string().into()).await?;
        }
        round_trip(&self.shared).await?;
        for client in &members {
            round_trip(client).await?;
        }
        let (mut times_seen, mut served) = (HashMap::<Bytes, usize>::new(), HashSet::new());
        for _ in 0..QUEUE_MESSAGES {
            let (member, body) = timeout(WAIT, delivered.recv())
                .await
                .map_err(|_| format!("{} of {QUEUE_MESSAGES} messages came", times_seen.len()))?
                .ok_or("no member is left")?;
            *times_seen.entry(body).or_default() += 1;
            served.insert(member);
        }
        while let Ok((_, body)) = delivered.try_recv() {
            *times_seen.entry(body).or_default() += 1;
        }
        if let Some((body, times)) = times_seen.iter().find(|(_, times)| **times != 1) {
            return Err(format!("message {body:?} came {times} times").into());
        }
        if served.len() < 2 {
            return Err("one member served all".into());
        }
        Ok(())
    }

    /// Answers every request to the subject with its own payload after the prefix.
    async fn answer(&self, subject: &str, prefix: &'static str) -> Outcome {
        let mut sub = self.shared.subscribe(subject.to_owned()).await?;
        let client = self.shared.clone();
        tokio::spawn(async move {
            while let Some(request) = sub.next().await {
                if let Some(reply) = request.reply {
                    let _ = client
                        .publish(reply, [prefix.as_bytes(), &request.payload].concat().into())
                        .await;
                }
            }
        });
        Ok(())
    }

    async fn request_is_answered(&self) -> Outcome {
        let subject = self.fresh_subject();
        self.answer(&subject, "re: ").await?;
        let answer = timeout(WAIT, self.shared.request(subject, "question".into())).await??;
        expect(Bytes::from("re: question"), answer.payload)
    }

    async fn concurrent_requests_find_their_answers(&self) -> Outcome {
        let subject = self.fresh_subject();
        self.answer(&subject, "").await?;
        let requests = (0..REQUESTS_AT_ONCE).map(|i| {
            let subject = subject.clone();
            async move {
                let body = Bytes::from(format!("request {i}"));
                let answer = timeout(WAIT, self.shared.request(subject, body.clone())).await??;
                expect(body, answer.payload)
            }
        });
        join_all(requests).await.into_iter().collect()
    }

    async fn no_responders_is_told_at_once(&self) -> Outcome {
        let begin = Instant::now();
        match timeout(FAST, self.shared.request(self.fresh_subject(), Bytes::new())).await {
            Err(_) => Err(format!("no error after {:?}", begin.elapsed()).into()),
            Ok(Err(error)) if error.kind() == RequestErrorKind::NoResponders => Ok(()),
            Ok(other) => Err(format!("expected=no responders, actual={other:?}").into()),
        }
    }

    async fn auto_unsubscribe_stops_after_the_limit(&self) -> Outcome {
        let subject = self.fresh_subject();
        let mut limited = self.shared.subscribe(subject.clone()).await?;
        limited.unsubscribe_after(3).await?;
        let mut witness = self.shared.subscribe(subject.clone()).await?;
        for _ in 0..5 {
            self.shared.publish(subject.clone(), Bytes::new()).await?;
        }
        for _ in 0..5 {
            next(&mut witness).await?;
        }
        let mut seen = 0;
        while timeout(WAIT, limited.next())
            .await
            .map_err(|_| "the subscription did not end")?
            .is_some()
        {
            seen += 1;
        }
        expect(3, seen)
    }

    async fn flush_takes_one_round_trip(&self) -> Outcome {
        let begin = Instant::now();
        round_trip(&self.shared).await?;
        if begin.elapsed() > FAST {
            return Err(format!("round trip of {:?}", begin.elapsed()).into());
        }
        Ok(())
    }

    async fn echo_off_hides_own_messages(&self) -> Outcome {
        let subject = self.fresh_subject();
        let silent = self.open(ConnectOptions::new().no_echo()).await?;
        let mut own = silent.subscribe(subject.clone()).await?;
        round_trip(&silent).await?;
        let mut others = self.shared.subscribe(subject.clone()).await?;
        round_trip(&self.shared).await?;
        silent.publish(subject.clone(), "from silent".into()).await?;
        expect(Bytes::from("from silent"), next(&mut others).await?.payload)?;
        self.shared.publish(subject, "from other".into()).await?;
        expect(Bytes::from("from other"), next(&mut own).await?.payload)
    }

    async fn too_large_a_payload_is_refused(&self) -> Outcome {
        let (minded, mut refusal) = mpsc::unbounded_channel();
        let options = ConnectOptions::new().event_callback(move |event| {
            let minded = minded.clone();
            async move {
                if matches!(event, Event::ServerError(_) | Event::Disconnected) {
                    let _ = minded.send(());
                }
            }
        });
        let client = self.open(options).await?;
        let too_large = vec![0; client.server_info().max_payload + 1];
        if client.publish(self.fresh_subject(), too_large.into()).await.is_err() {
            return Ok(());
        }
        timeout(WAIT, refusal.recv())
            .await
            .map_err(|_| "neither the client nor the server minded")?;
        Ok(())
    }

    async fn second_user_shares_the_account(&self, creds: &str) -> Outcome {
        let second = open(self.url, Some(creds), ConnectOptions::new()).await?;
        let subject = self.fresh_subject();
        let mut sub = second.subscribe(subject.clone()).await?;
        round_trip(&second).await?;
        self.shared.publish(subject, "hello".into()).await?;
        expect(Bytes::from("hello"), next(&mut sub).await?.payload)
    }

    async fn drain_delivers_what_is_pending(&self) -> Outcome {
        let client = self.open(ConnectOptions::new()).await?;
        let subject = self.fresh_subject();
        let mut sub = client.subscribe(subject.clone()).await?;
        round_trip(&client).await?;
        for _ in 0..DRAIN_MESSAGES {
            self.shared.publish(subject.clone(), "pending".into()).await?;
        }
        round_trip(&self.shared).await?;
        client.drain().await?;
        let mut seen = 0;
        while timeout(WAIT, sub.next())
            .await
            .map_err(|_| "drain did not end")?
            .is_some()
        {
            seen += 1;
        }
        expect(DRAIN_MESSAGES, seen)
    }
}

/// Waits until the server has handled everything sent before. The client's own flush waits for the socket only, so a
/// request that nobody answers does it; it works without echo too.
async fn round_trip(client: &Client) -> Outcome {
    match timeout(WAIT, client.request(client.new_inbox(), Bytes::new())).await? {
        Err(error) if error.kind() == RequestErrorKind::NoResponders => Ok(()),
        other => Err(format!("expected=no responders, actual={other:?}").into()),
    }
}
