package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager's URI may be. */
class ManagerSettingsTest {
    @TempDir
    private Path folder;

    private static ManagerSettings of(URI uri, Properties properties) {
        return ManagerSettings.of(uri, properties, ManagerSettingsTest.class.getClassLoader());
    }

    private URI file(String text) throws Exception {
        return Files.writeString(folder.resolve("caches.properties"), text).toUri();
    }

    @Test
    void memjaysUriIsTakenAsItIs() {
        assertThat(of(URI.create("memcached://a:1,b:2/prefix?timeout=50ms"), new Properties())
                        .uri())
                .isEqualTo("memcached://a:1,b:2/prefix?timeout=50ms");
        assertThat(of(URI.create("memcached+unix:///run/memcached.sock"), new Properties())
                        .uri())
                .isEqualTo("memcached+unix:///run/memcached.sock");
    }

    @Test
    void aFileHoldsWhatAUriCannotAndPropertiesGoFirst() throws Exception {
        URI file = file("""
                uri=memcached://[::1]:1,[::1]:2
                allowValues=com.example.* com.example.model.**
                allowKeys=com.example.Id
                """);

        assertThat(of(file, new Properties()))
                .isEqualTo(new ManagerSettings(
                        "memcached://[::1]:1,[::1]:2",
                        java.util.List.of("com.example.*", "com.example.model.**"),
                        java.util.List.of("com.example.Id")));
        Properties first = new Properties();
        first.setProperty("uri", "memcached://c");
        assertThat(of(file, first).uri()).isEqualTo("memcached://c");
    }

    @Test
    void refusesAFileThatIsNotThereOrSaysWhatNobodyKnows() throws Exception {
        URI unknown = file("url=memcached://a");
        assertThatThrownBy(() -> of(unknown, new Properties()))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("unknown properties [url]")
                .hasMessageContaining("[uri, allowValues, allowKeys]");
        URI empty = file("");
        assertThatThrownBy(() -> of(empty, new Properties()))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("has no property 'uri'");
        for (String none : new String[] {"classpath:none.properties", "file:/none.properties", "urn:none", "none"}) {
            assertThatThrownBy(() -> of(URI.create(none), new Properties()))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("cannot read the properties file " + none);
        }
    }

    @Test
    void readsAResource() {
        assertThat(of(URI.create("classpath:manager-settings.properties"), new Properties())
                        .uri())
                .isEqualTo("memcached://127.0.0.1:1");
    }
}
