package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.CodecException;
import dev.memjay.it.clients.Program;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.junit.RealMemcached;
import dev.memjay.layouts.Layouts;
import org.junit.jupiter.api.Test;

/** Dalli reads what Memjay stores, raw and as JSON, and the other way round. */
class DalliValuesTest {
    private static final String LONG = "the same words again and again, ".repeat(200);

    @Test
    void bothDirections() throws Exception {
        JsonNode json = new ObjectMapper().readTree("{\"name\":\"Zoë\",\"list\":[1,2.5,null,true]}");
        JsonNode longJson = new ObjectMapper().createArrayNode().add(LONG);
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            Keyspace<String, String> raw = memjay.keyspace(Layouts.dalli());
            Keyspace<String, JsonNode> trees =
                    memjay.keyspace(Layouts.dalliSerialized(JacksonCodec.of(JsonNode.class)));
            raw.set("java:raw", "Zoë");
            raw.set("java:raw_long", LONG);
            trees.set("java:json", json);
            trees.set("java:json_long", longJson);

            Ended ended = Program.find("ruby", "ruby-dalli", "-r", "dalli", "-e", "1")
                    .runScript("dalli_values.rb", Integer.toString(server.port()));

            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(raw.get("ruby:raw")).isEqualTo("Zoë");
            assertThat(raw.get("ruby:raw_long")).isEqualTo(LONG);
            assertThat(raw.inspect("ruby:raw_long").orElseThrow().flags()).isEqualTo(2);
            assertThat(raw.get("ruby:number")).isEqualTo("42");
            assertThat(trees.get("ruby:json")).isEqualTo(json);
            assertThat(trees.get("ruby:json_long")).isEqualTo(longJson);
            assertThat(trees.get("ruby:json_gzip")).isEqualTo(longJson);
            assertThatThrownBy(() -> trees.get("ruby:marshal"))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("Marshal");
        }
    }
}
