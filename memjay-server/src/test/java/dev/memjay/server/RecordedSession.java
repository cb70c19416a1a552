package dev.memjay.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** One recorded session of the golden data: what was sent and what a version of memcached answered. */
record RecordedSession(String name, byte[] request, boolean byteByByte, String answer, boolean closed) {
    /** Bugs of 1.6.45 that the server does not copy: here 1.6.18's answer counts. */
    private static final Set<String> BUGS_OF_1_6_45 =
            Set.of("get key 251", "get good then key 251", "me b", "delete many arguments");

    static List<RecordedSession> all(String version) {
        try (InputStream file = RecordedSession.class.getResourceAsStream("wire.json.gz");
                InputStream json = new GZIPInputStream(file)) {
            List<RecordedSession> sessions = new ArrayList<>();
            for (JsonNode node : new ObjectMapper().readTree(json).get("cases")) {
                String name = node.get("name").asText();
                String recorded = BUGS_OF_1_6_45.contains(name) ? "1.6.18" : version;
                JsonNode answer = node.get("memcached-" + recorded);
                sessions.add(new RecordedSession(
                        name,
                        Base64.getDecoder().decode(node.get("request").asText()),
                        node.get("one_byte_at_a_time").asBoolean(),
                        answer.get("answer").asText(),
                        answer.get("closed").asBoolean()));
            }
            return sessions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean binary() {
        return request.length > 0 && request[0] == (byte) 0x80;
    }

    @Override
    public String toString() {
        return name;
    }
}
