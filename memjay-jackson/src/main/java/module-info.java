/** JSON values for Memjay through Jackson. */
module dev.memjay.jackson {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.jackson;
}
