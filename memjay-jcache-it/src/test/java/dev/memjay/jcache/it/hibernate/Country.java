package dev.memjay.jcache.it.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.io.Serializable;
import java.util.Objects;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;

/** What never changes, under a key of two parts. */
@Entity
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
public class Country {
    @EmbeddedId
    Code id;

    String name;

    protected Country() {}

    Country(Code id, String name) {
        this.id = id;
        this.name = name;
    }

    /** A continent's number and a country's letters. */
    @Embeddable
    public static class Code implements Serializable {
        private static final long serialVersionUID = 1L;

        int continent;
        String letters;

        protected Code() {}

        Code(int continent, String letters) {
            this.continent = continent;
            this.letters = letters;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Code that && continent == that.continent && letters.equals(that.letters);
        }

        @Override
        public int hashCode() {
            return Objects.hash(continent, letters);
        }
    }
}
