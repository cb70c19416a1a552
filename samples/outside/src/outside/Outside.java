package outside;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.model.CasResult;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.Versioned;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Uses what Memjay publishes as a user would, on an embedded server, and ends with status 1 where something is not as promised. */
public final class Outside {
    /** A value kept as JSON. */
    public record User(String name, int age) {}

    private Outside() {}

    /** Runs it; with the argument {@code settings} it prints the defaults as the table in docs/settings.md begins its lines. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("settings")) {
            settings();
            return;
        }
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.create("memcached://127.0.0.1:" + server.port())) {
            texts(memjay.strings());
            users(memjay.keyspace(JacksonCodec.of(User.class)).withPrefix("user:").withTtl(Duration.ofMinutes(10)));
            counters(memjay.strings().counters());
        }
        System.out.println("outside: all well on Java " + Runtime.version().feature()
                + (Outside.class.getModule().isNamed() ? ", module path" : ", class path"));
    }

    private static void settings() {
        try (Memjay memjay = Memjay.builder().build()) {
            for (SettingInfo setting : memjay.settings()) {
                String value = setting.value().isEmpty() ? "empty" : "`" + setting.value() + "`";
                System.out.println("| `" + setting.name() + "` | " + value + " | " + setting.unit() + " |");
            }
        }
    }

    private static void texts(Keyspace<String, String> texts) {
        expect(true, texts.set("some_key", "some_value"));
        expect("some_value", texts.get("some_key"));
        expect(null, texts.get("no_such_key"));
        Versioned<String> versioned = texts.gets("some_key");
        expect(CasResult.STORED, texts.cas("some_key", "other", versioned.cas()));
        expect(CasResult.EXISTS, texts.cas("some_key", "third", versioned.cas()));
        expect(true, texts.delete("some_key"));
    }

    private static void users(Keyspace<String, User> users) throws Exception {
        User ann = new User("Ann", 41);
        User bob = new User("Bob", 42);
        expect(true, users.setAll(Map.of("1", ann, "2", bob)).isComplete());
        expect(ann, users.get("1"));
        expect(Map.of("1", ann, "2", bob), users.async().getAll(List.of("1", "2", "3")).get());
    }

    private static void counters(Keyspace<String, Long> counters) {
        expect(true, counters.set("visits", 41L));
        expect(42L, counters.incr("visits").getAsLong());
    }

    private static void expect(Object expected, Object actual) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            throw new IllegalStateException("expected " + expected + " but got " + actual);
        }
    }
}
