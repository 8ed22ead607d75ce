package com.example.clinic;

import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the insurer is asked for. */
public class Insurer {
    private static final Logger LOG = LoggerFactory.getLogger(Insurer.class);
    private final Client client;

    public Insurer(Client client) {
        this.client = client;
    }

    public String cover(String what) {
        var question = client.target(System.getenv("PAYMENTS_URL")).path(what).request(MediaType.APPLICATION_JSON);
        try {
            var answer = question.header("Authorization", "Bearer " + System.getenv("PAYMENTS_KEY")).get(Map.class);
            return String.valueOf(answer.get("status"));
        } catch (ServerErrorException error) {
            throw new IllegalStateException("nobody knows what is covered", error);
        }
    }

    public String patientCover() {
        for (String what : new String[] {"unavailable", "now"}) {
            try {
                return cover(what);
            } catch (IllegalStateException error) {
                LOG.warn("insurer is asked once more", error);
            }
        }
        return "unknown";
    }
}
