package dev.memjay.internal.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import dev.memjay.placement.Placement;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A router over scripted servers, and what a test asks of it. The first character of a key is the digit of its node. */
final class Routed implements AutoCloseable {
    static final long LONG = TimeUnit.SECONDS.toNanos(20);
    static final long SHORT = TimeUnit.MILLISECONDS.toNanos(30);

    /** By the first digit. */
    static final Placement BY_DIGIT = new Placement() {
        @Override
        public String name() {
            return "by-digit";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            return route -> route.charAt(0) - '0';
        }
    };

    final Router router;

    private Routed(Router router) {
        this.router = router;
    }

    static Routed over(ScriptedServer... servers) {
        return over(MemjayListener.NONE, null, parts -> parts, servers);
    }

    static Routed over(MemjayListener listener, ScriptedServer... servers) {
        return over(listener, null, parts -> parts, servers);
    }

    static Routed over(
            MemjayListener listener,
            @Nullable Executor callbackExecutor,
            UnaryOperator<RouterParts> change,
            ScriptedServer... servers) {
        return over(listener, callbackExecutor, change, DownNodePolicy.FAIL_FAST, servers);
    }

    static Routed over(
            MemjayListener listener,
            @Nullable Executor callbackExecutor,
            UnaryOperator<RouterParts> change,
            DownNodePolicy policy,
            ScriptedServer... servers) {
        RouterSettings settings = new RouterSettings(
                Arrays.stream(servers).map(ScriptedServer::node).toList(),
                BY_DIGIT,
                Duration.ofSeconds(5),
                1,
                1024,
                64L << 20,
                false,
                Duration.ofMillis(1),
                NetworkSettings.DEFAULT,
                true,
                callbackExecutor,
                listener,
                "meta",
                EjectionSettings.DEFAULT,
                policy);
        RouterParts standard = RouterParts.of(settings);
        RouterParts silent = new RouterParts(
                standard.transport(),
                Session.NONE,
                Greeting.silent(new MetaDialect()),
                surroundings -> NodeState.ALWAYS_UP);
        return new Routed(Router.open(settings, change.apply(silent)));
    }

    /** Why a node is not called in a test. */
    static Refusal refusal(String why) {
        return new Refusal(5, new Refusal.LastFailure(new IOException(why), 0), 0, 0);
    }

    /** The next connection, on which the client has asked for the item size and is answered. */
    static Peer accept(ScriptedServer server) {
        Peer peer = server.accept();
        peer.expect("stats settings");
        peer.say("STAT item_size_max 1048576\r\nEND\r\n");
        return peer;
    }

    // ---- Calls

    static StoreRequest set(byte[] data) {
        return new StoreRequest(Verb.SET, StoreRequest.Mode.SET, data, 0, 0, 0);
    }

    String get(String key) {
        return value(call(ReadRequest.GET, key, LONG));
    }

    Exchange call(Request request, String key, long timeout) {
        return router.call(request, key, timeout);
    }

    CompletableFuture<String> start(String key, long timeout) {
        return router.start(ReadRequest.GET, WireKey.plain(key), timeout, Routed::value);
    }

    private static String value(Exchange exchange) {
        return exchange.value == null ? "nothing" : new String(exchange.value, ISO_8859_1);
    }

    static BulkCall getAll(String... keys) {
        ReadRequest[] requests = new ReadRequest[keys.length];
        Arrays.fill(requests, ReadRequest.GET_ALL);
        return new BulkCall(
                Verb.GET_ALL, keys, null, null, requests, true, false, BulkResult.forReads(keys.length, false));
    }

    static BulkCall lookupAll(String... keys) {
        ReadRequest[] requests = new ReadRequest[keys.length];
        Arrays.fill(requests, ReadRequest.GET_ALL);
        return new BulkCall(
                Verb.GET_ALL, keys, null, null, requests, false, false, BulkResult.forReads(keys.length, false));
    }

    static BulkCall setAll(int size, String... keys) {
        StoreRequest[] requests = new StoreRequest[keys.length];
        Arrays.setAll(requests, i -> new StoreRequest(Verb.SET_ALL, StoreRequest.Mode.SET, new byte[size], 0, 0, 0));
        return new BulkCall(Verb.SET_ALL, keys, null, null, requests, false, false, BulkResult.forWrites(keys.length));
    }

    static <T> CompletableFuture<T> background(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    static <T> T end(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        router.close(TimeUnit.MILLISECONDS.toNanos(100));
    }
}
