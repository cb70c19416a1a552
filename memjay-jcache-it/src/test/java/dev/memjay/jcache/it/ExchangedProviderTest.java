package dev.memjay.jcache.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.jcache.MemjayCachingProvider;
import dev.memjay.server.MemcachedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ehcache.jsr107.EhcacheCachingProvider;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/** An application goes over from another provider by a dependency. */
class ExchangedProviderTest {
    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<String> shop(Set<Path> without, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(Shop.class.getName());
        List<String> lines = new ArrayList<>();
        try (ChildJvm shop = new ChildJvm(without, arguments.toArray(String[]::new))) {
            for (String line = shop.answer(); line != null; line = shop.answer()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** And Memjay does not need the Hibernate whose keys it knows. */
    @Test
    void anApplicationDoesTheSameWithMemjayAsWithEhcache() throws Exception {
        try (MemcachedServer server = MemcachedServer.builder().start()) {
            List<String> withEhcache = shop(Set.of(placeOf(MemjayCachingProvider.class)));
            List<String> withMemjay = shop(
                    Set.of(placeOf(EhcacheCachingProvider.class), placeOf(SessionFactory.class)),
                    "-D" + MemjayCachingProvider.URI_PROPERTY + "=memcached://" + server.address()
                            + "?timeout=20s&connectTimeout=20s");

            assertThat(withMemjay).isEqualTo(withEhcache).hasSize(11);
        }
    }
}
