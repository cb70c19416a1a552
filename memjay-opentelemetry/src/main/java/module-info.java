/** Spans and metrics of Memjay's calls for OpenTelemetry. */
module dev.memjay.opentelemetry {
    requires transitive dev.memjay;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.common;
    requires io.opentelemetry.context;
    requires static transitive org.jspecify;

    exports dev.memjay.opentelemetry;
}
