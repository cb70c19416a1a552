package dev.memjay.it.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.it.Crowd;
import dev.memjay.it.Patient;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A server in the new manner: a virtual thread for each request, and blocking calls in straight lines. */
@WithMemcached
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsProgramTest {
    private static final int REQUESTS = 2_000;

    private record Page(String title, long visits) {}

    @Test
    void aThreadForEachRequest(Memcached memcached) {
        Map<Integer, Page> answers = new ConcurrentHashMap<>();
        try (Memjay memjay = Patient.create("memcached://" + memcached.address());
                Crowd requests = new Crowd()) {
            requests.addVirtual(REQUESTS, number -> answers.put(number, page(memjay, number % 20)));
            requests.join();
        }
        assertThat(answers).hasSize(REQUESTS);
        assertThat(answers.values().stream().mapToLong(Page::visits).max()).hasValue(REQUESTS / 20);
        assertThat(answers.values()).allMatch(page -> page.title().startsWith("page "));
    }

    private static Page page(Memjay memjay, int number) {
        Keyspace<String, String> titles = memjay.strings().withPrefix("title:").withTtl(Duration.ofMinutes(10));
        String title = titles.getOrCompute(Integer.toString(number), id -> "page " + id);
        long visits = memjay.strings()
                .counters()
                .incr("visits:" + number, 1, 1, Duration.ofHours(1))
                .orElseThrow();
        List<String> neighbours = IntStream.rangeClosed(number - 1, number + 1)
                .mapToObj(Integer::toString)
                .toList();
        titles.getAll(neighbours);
        return new Page(title, visits);
    }
}
