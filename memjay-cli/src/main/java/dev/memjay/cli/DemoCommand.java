package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.model.Versioned;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code demo}: shows the main job, each step as one line of code with what it gave. */
@Command(
        name = "demo",
        description =
                "Shows what Memjay does, on an embedded server or on --servers, and how fast; leaves nothing behind"
                        + " that stays for more than a minute.")
final class DemoCommand implements Callable<Integer> {
    private static final int KEYS = 1_000;
    private static final int CODE_WIDTH = 76;
    private static final String PREFIX = "memjay-demo:";

    /** What the demo stores as JSON. */
    record User(String name, int born) {}

    private final CommandContext context;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (context.options().servers != null) {
            return context.withClient(memjay -> {
                say("Memjay on " + memjay.settings().get(0).value()); // what was given may hold a password
                return show(memjay, Objects.requireNonNull(context.options().servers));
            });
        }
        try (MemcachedServer server =
                MemcachedServer.builder().recordedRequests(0).start()) {
            context.options().servers = server.address();
            say("Memjay on an embedded server, " + server.address());
            return context.withClient(memjay -> show(memjay, server.address()));
        }
    }

    private int show(Memjay memjay, String servers) {
        Keyspace<String, String> texts = memjay.strings().withPrefix(PREFIX).withTtl(Duration.ofMinutes(1));
        say("");
        step("texts.set(\"greeting\", \"hello\")", () -> texts.set("greeting", "hello"));
        step("texts.get(\"greeting\")", () -> texts.get("greeting"));
        step("texts.get(\"nobody\")", () -> texts.get("nobody"));
        showUsers(memjay);
        showMany(texts);
        showCas(texts);
        showAsync(texts);
        showShell(servers);
        new DemoLoad(texts, context.console()).run();
        showNext();
        return ExitStatus.DONE;
    }

    private void showUsers(Memjay memjay) {
        Keyspace<String, User> users = memjay.keyspace(JacksonCodec.of(User.class))
                .withPrefix(PREFIX + "user:")
                .withTtl(Duration.ofMinutes(1));
        step(
                "users = memjay.keyspace(JacksonCodec.of(User.class)).withPrefix(\"user:\")",
                () -> "a Keyspace<String, User>");
        step("users.set(\"42\", new User(\"Ada\", 1815))", () -> users.set("42", new User("Ada", 1815)));
        step("users.get(\"42\")", () -> users.get("42"));
    }

    private void showMany(Keyspace<String, String> texts) {
        Map<String, String> thousand = new LinkedHashMap<>();
        for (int i = 0; i < KEYS; i++) {
            thousand.put("number:" + i, Integer.toString(i));
        }
        timed("texts.setAll(thousand)", () -> texts.setAll(thousand).notDone().size() + " not stored");
        timed("texts.getAll(thousand.keySet())", () -> {
            Map<String, String> found = texts.getAll(thousand.keySet());
            return found.size() + " found" + (found.equals(thousand) ? "" : ", NOT as they were stored");
        });
    }

    private void showCas(Keyspace<String, String> texts) {
        Versioned<String> read = texts.gets("greeting");
        if (read == null) {
            say("greeting is gone: somebody else works on these servers");
            return;
        }
        step("Versioned<String> read = texts.gets(\"greeting\")", () -> read);
        step("texts.cas(\"greeting\", \"hi\", read.cas())", () -> texts.cas("greeting", "hi", read.cas()));
        step("texts.cas(\"greeting\", \"too late\", read.cas())", () -> texts.cas("greeting", "too late", read.cas()));
        step("texts.set(\"visits\", \"41\")", () -> texts.set("visits", "41"));
        step("texts.incr(\"visits\")", () -> texts.incr("visits"));
    }

    private void showAsync(Keyspace<String, String> texts) {
        CompletableFuture<@Nullable String> future = texts.async().get("greeting");
        step(
                "texts.async().get(\"greeting\").thenApply(String::toUpperCase).join()",
                () -> future.thenApply(text -> Objects.requireNonNull(text).toUpperCase(Locale.ROOT))
                        .join());
    }

    /** The same from the shell: a real run of the command, in this process. */
    private void showShell(String servers) {
        String key = PREFIX + "greeting";
        say("");
        say("memjay get " + key + " --json        # the same from the shell");
        MemjayCommand.run(context.console(), "get", key, "--json", "--servers", servers);
        say("");
    }

    private void showNext() {
        say("");
        say("Next:");
        say("  memjay serve                              a memcached in Java on 127.0.0.1:11211");
        say("  memjay set greeting hello                 and get greeting, --json: the command, memjay help");
        say("  memjay demo --servers HOST:PORT           the same on a memcached of yours");
        say("  ./bench                                   Memjay beside the other clients");
        say("  README.md                                 the same in a program of yours");
    }

    private void step(String code, Supplier<?> run) {
        say(padded(code) + " -> " + run.get());
    }

    private void timed(String code, Supplier<String> run) {
        long start = System.nanoTime();
        String result = run.get();
        say(padded(code) + " -> " + result + ", " + DemoLoad.millis(System.nanoTime() - start));
    }

    private static String padded(String code) {
        return code + " ".repeat(Math.max(0, CODE_WIDTH - code.length()));
    }

    /** Each line at once: the demo is to be watched. */
    private void say(String text) {
        context.console().line(text);
        context.console().flush();
    }
}
