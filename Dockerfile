# feedpub with ffmpeg, which its advice about recordings uses:
#
#   docker build -t feedpub .
#   docker run --rm -v "$PWD:/podcast" --user "$(id -u):$(id -g)" feedpub check feeds/my-show

FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml requirements.txt README.md LICENSE ./
COPY src src
RUN python -m venv /opt/feedpub
RUN /opt/feedpub/bin/pip install --quiet --no-cache-dir --require-hashes --requirement requirements.txt
RUN /opt/feedpub/bin/pip install --quiet --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN apt-get -qq update \
  && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/feedpub /opt/feedpub
ENV PATH=/opt/feedpub/bin:$PATH
RUN useradd --create-home --uid 1000 podcaster
USER podcaster
WORKDIR /podcast
ENTRYPOINT ["feedpub"]
CMD ["--help"]
