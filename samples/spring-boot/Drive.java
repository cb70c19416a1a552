import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the shop and a memcached and uses the shop over HTTP: {@code java Drive.java TARGET NEXT}, with the folder where the shop
 * was built and the one with the classes of its next release. Ends with an error where something is not as README.md says.
 */
final class Drive {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":([0-9.E]+)");

    private final Path target;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    /** Bound, and not listening: while memcached is away its port refuses, and is nobody else's. */
    private final Socket held = new Socket();

    private final int memcachedPort;
    private Process memcached;
    private Process shop;
    private Path log;
    private int port;

    private Drive(Path target) throws IOException {
        this.target = target;
        held.setReuseAddress(true); // as memcached does, which may listen there beside it
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        memcachedPort = held.getLocalPort();
    }

    public static void main(String[] arguments) throws Exception {
        Drive drive = new Drive(Path.of(arguments[0]));
        try {
            drive.startMemcached();
            drive.start("first", drive.target.resolve("classes").toString());
            drive.hitsAreSeenInMetrics();
            drive.anEvictionIsSeen();
            drive.answersGoOnWithoutMemcached();
            drive.stop();
            drive.start("next", arguments[1] + File.pathSeparator + drive.target.resolve("classes"));
            drive.aChangedRecordIsLoadedAgain();
            drive.requestsOfAShutdownAreAnswered();
            drive.start("ahead-of-time", drive.target.resolve("classes").toString(), "-Dspring.aot.enabled=true");
            drive.worksWhenProcessedAheadOfTime();
            drive.stop();
        } finally {
            drive.close();
        }
    }

    // ---- What is tried

    private void hitsAreSeenInMetrics() throws Exception {
        check(get("/books/1"), "Dubliners");
        check(get("/books/1"), "Dubliners");
        equal(get("/books?author=Joyce"), get("/books?author=Joyce"));
        equal(get("/rates/USD"), get("/rates/USD")); // it has the moment when it was loaded
        atLeast(1, "cache.gets?tag=cache:book&tag=result:hit");
        atLeast(1, "cache.gets?tag=cache:books-by-author&tag=result:hit");
        atLeast(1, "cache.gets?tag=cache:rate&tag=result:hit");
        check(get("/actuator/memjay"), "\"address\":\"localhost:" + memcachedPort + "\"");
        check(get("/actuator/health"), "\"degraded\":false");
        check(Files.readString(log), "memjay.operation in http.server.requests");
        check(Files.readString(log), "http.server.requests in none");
    }

    private void anEvictionIsSeen() throws Exception {
        check(get("/books?author=Joyce"), "\"price\":1200");
        HttpRequest change = request("/books/1/price")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("1300"))
                .build();
        if (http.send(change, HttpResponse.BodyHandlers.ofString()).statusCode() != 200) {
            throw new IllegalStateException("the price cannot be changed");
        }
        check(get("/books/1"), "\"price\":1300");
        check(get("/books?author=Joyce"), "\"price\":1300");
    }

    private void answersGoOnWithoutMemcached() throws Exception {
        memcached.destroyForcibly().waitFor();
        for (int i = 0; i < 20; i++) {
            check(get("/books/1"), "Dubliners");
            check(get("/books?author=Austen"), "Emma");
            check(get("/rates/USD"), "USD");
        }
        check(get("/actuator/health"), "\"degraded\":true");
        startMemcached();
        double before = meter("cache.gets?tag=cache:book&tag=result:hit");
        eventually("a hit after memcached came back", () -> {
            check(get("/books/1"), "Dubliners");
            return meter("cache.gets?tag=cache:book&tag=result:hit") > before;
        });
    }

    private void aChangedRecordIsLoadedAgain() throws Exception {
        check(get("/books/1"), "\"currency\":\"EUR\"");
        check(get("/books/1"), "\"currency\":\"EUR\"");
        atLeast(1, "cache.undecodable?tag=cache:book");
        atLeast(1, "cache.gets?tag=cache:book&tag=result:hit");
    }

    private void requestsOfAShutdownAreAnswered() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        Map<String, Integer> others = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            load.add(threads.submit(() -> {
                while (true) {
                    AtomicBoolean began = new AtomicBoolean();
                    try {
                        HttpResponse<String> response = http.send(
                                request("/books/" + (1 + answered.get() % 3) + "?millis=20")
                                        .build(),
                                head -> {
                                    began.set(true);
                                    return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
                                });
                        if (response.statusCode() == 200) {
                            answered.incrementAndGet();
                        } else {
                            others.merge("status " + response.statusCode(), 1, Integer::sum);
                        }
                    } catch (ConnectException closed) {
                        return null;
                    } catch (IOException failure) {
                        // A connection that was kept, or is new, may be closed before the shop takes the request.
                        if (began.get() || failure instanceof HttpTimeoutException) {
                            others.merge(failure.toString(), 1, Integer::sum);
                        }
                    }
                }
            }));
        }
        eventually("some answers under load", () -> answered.get() > 100);
        CountDownLatch taken = new CountDownLatch(4);
        CountDownLatch released = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> half = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            half.add(http.sendAsync(halfSent(taken, released), HttpResponse.BodyHandlers.ofString()));
        }
        if (!taken.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the shop has taken all but " + taken.getCount() + " of the requests");
        }
        shop.destroy();
        eventually("the shutdown to begin", () -> Files.readString(log).contains("Commencing graceful shutdown"));
        released.countDown();
        for (CompletableFuture<HttpResponse<String>> request : half) {
            HttpResponse<String> response = request.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (response.statusCode() != 200) {
                throw new IllegalStateException("a request that was taken before the shutdown got " + response.statusCode());
            }
        }
        stop();
        for (Future<?> thread : load) {
            thread.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdown();
        if (others.values().stream().anyMatch(count -> count > 0)) {
            throw new IllegalStateException("during the shutdown there were " + others);
        }
        String text = Files.readString(log);
        if (!text.contains("Graceful shutdown complete") || text.contains("ERROR")) {
            throw new IllegalStateException("the shutdown was not graceful:\n" + text);
        }
    }

    /** The shop asks for the body of a request that it has taken; the body comes when it is released. */
    private HttpRequest halfSent(CountDownLatch taken, CountDownLatch released) {
        return request("/books/1/price")
                .header("Content-Type", "text/plain")
                .expectContinue(true)
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> {
                    taken.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new ByteArrayInputStream("1300".getBytes(StandardCharsets.US_ASCII));
                }))
                .build();
    }

    private void worksWhenProcessedAheadOfTime() throws Exception {
        check(get("/books/1"), "Dubliners");
        check(get("/books/1"), "Dubliners");
        equal(get("/books?author=Joyce"), get("/books?author=Joyce"));
        equal(get("/rates/GBP"), get("/rates/GBP"));
        atLeast(1, "cache.gets?tag=cache:book&tag=result:hit");
        check(Files.readString(log), "Starting AOT-processed Shop");
    }

    // ---- Processes

    private void startMemcached() throws IOException {
        String program = System.getenv().getOrDefault("MEMJAY_MEMCACHED", "memcached");
        memcached = new ProcessBuilder(
                        program, "-l", "127.0.0.1", "-p", String.valueOf(memcachedPort), "-U", "0", "-u", "nobody")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void start(String name, String classes, String... options) throws Exception {
        log = target.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classes + File.pathSeparator + target.resolve("lib") + "/*", "shop.Shop"));
        // The time is for machines that have much else to do: a call that comes too late is a miss.
        command.addAll(List.of("--server.port=0", "--memjay.timeout=5s", "--memjay.connect-timeout=5s"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("MEMJAY_SERVERS", "localhost:" + memcachedPort);
        shop = builder.start();
        eventually("the shop to start", () -> {
            if (!shop.isAlive()) {
                throw new IllegalStateException("the shop ended:\n" + Files.readString(log));
            }
            Matcher matcher = PORT.matcher(Files.readString(log));
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
                return true;
            }
            return false;
        });
    }

    /** As a platform does it, by a signal. */
    private void stop() throws Exception {
        shop.destroy();
        if (!shop.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the shop does not stop");
        }
    }

    private void close() throws IOException {
        for (Process process : new Process[] {shop, memcached}) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        held.close();
    }

    // ---- HTTP

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(LIMIT);
    }

    private String get(String path) throws Exception {
        HttpResponse<String> response = http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private double meter(String path) throws Exception {
        Matcher matcher = VALUE.matcher(get("/actuator/metrics/" + path));
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private void atLeast(double least, String path) throws Exception {
        double value = meter(path);
        if (value < least) {
            throw new IllegalStateException(path + " is " + value + ", not " + least + " or more");
        }
    }

    private static void check(String text, String part) {
        if (!text.contains(part)) {
            throw new IllegalStateException("there is no '" + part + "' in: " + text);
        }
    }

    private static void equal(String first, String second) {
        if (!first.equals(second)) {
            throw new IllegalStateException("not the same: " + first + " and " + second);
        }
    }

    private static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + LIMIT.toSeconds() + " s without success for " + what);
            }
            Thread.sleep(50);
        }
    }
}
