package outside;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.jackson.JacksonCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import outside.Outside.User;

/** The code of README.md: ./check compares the two, so what stands there compiles. */
final class Start {
    private Start() {}

    static void texts() {
        try (Memjay memjay = Memjay.connect("memcached://127.0.0.1:11211")) {
            Keyspace<String, String> texts = memjay.strings();
            texts.set("some_key", "some_value");
            String value = texts.get("some_key"); // null when there is none
        }
    }

    static void users(Memjay memjay, User user) {
        Keyspace<String, User> users = memjay.keyspace(JacksonCodec.of(User.class))
                .prefixed("user:")
                .expiring(Duration.ofMinutes(10));
        users.set("42", user);
        CompletableFuture<Map<String, User>> many = users.async().getAll(List.of("1", "2", "3"));
    }
}
