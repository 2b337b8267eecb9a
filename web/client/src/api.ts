// Made by generate.mjs from /openapi.json; not by hand. A test compares it with what the server says.
/* eslint-disable */

export type Problem = {
  code: 'invalid_argument' | 'unauthenticated' | 'forbidden' | 'not_a_participant' | 'muted' | 'origin_forbidden' | 'not_found' | 'method_not_allowed' | 'conflict' | 'idempotency_conflict' | 'conversation_closed' | 'window_closed' | 'content_blocked' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'busy' | 'unavailable' | 'internal';
  detail: string;
  field?: string;
  request_id?: string;
  retry_after?: number;
  status: number;
  title: string;
  type: string;
};

/** What the server can do, by method and path. */
export interface Operations {
  /** activation.use: Set your first password with the code you were given */
  'POST /api/v1/activations': {
    name: 'activation.use';
    fields: {
      code: string;
      password: string;
    };
    bytes: false;
    answer: {
      company: {
        id: string;
        name: string;
      };
      userid: string;
    };
  };
  /** app_card.update: Replaces the buttons of a card, or the card, for whom the code was given or those named. */
  'POST /api/v1/app-cards/update': {
    name: 'app_card.update';
    fields: {
      button?: string | null;
      departments?: number[] | null;
      everybody?: boolean | null;
      members?: string[] | null;
      replace_text?: string | null;
      response_code: string;
      tags?: number[] | null;
      template_card?: {
        action_menu?: {
          action_list: {
            key: string;
            text: string;
          }[];
          desc?: string | null;
        } | null;
        button_list?: {
          key?: string | null;
          style?: number | null;
          text: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        button_selection?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        } | null;
        card_action?: {
          appid?: string | null;
          pagepath?: string | null;
          type: number;
          url?: string | null;
        } | null;
        card_image?: {
          aspect_ratio?: number | null;
          url: string;
        } | null;
        card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
        checkbox?: {
          disable?: boolean | null;
          mode?: number | null;
          option_list: {
            id: string;
            is_checked?: boolean | null;
            text: string;
          }[];
          question_key: string;
        } | null;
        emphasis_content?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        horizontal_content_list?: {
          keyname: string;
          media_id?: string | null;
          type?: number | null;
          url?: string | null;
          userid?: string | null;
          value?: string | null;
        }[] | null;
        image_text_area?: {
          appid?: string | null;
          desc?: string | null;
          image_url: string;
          pagepath?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        jump_list?: {
          appid?: string | null;
          pagepath?: string | null;
          title: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        main_title?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        quote_area?: {
          appid?: string | null;
          pagepath?: string | null;
          quote_text?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        select_list?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        }[] | null;
        source?: {
          desc?: string | null;
          desc_color?: number | null;
          icon_url?: string | null;
        } | null;
        sub_title_text?: string | null;
        submit_button?: {
          key: string;
          text: string;
        } | null;
        task_id?: string | null;
        vertical_content_list?: {
          desc?: string | null;
          title: string;
        }[] | null;
      } | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      invalid_members: {
        code: 'unknown' | 'out_of_range';
        member: string;
        text: string;
      }[];
      message: string;
      state: 'sending' | 'sent';
      wanted: number;
    };
  };
  /** app_group.create: A group of members who see the calling app, which may write into it. */
  'POST /api/v1/app-groups': {
    name: 'app_group.create';
    fields: {
      chat?: string | null;
      members: string[];
      name: string;
      owner?: string | null;
    };
    bytes: false;
    answer: {
      chat: string;
      conversation: string;
      duplicate?: boolean;
    };
  };
  /** app_group.get: A group that the calling app made. */
  'GET /api/v1/app-groups/{chat}': {
    name: 'app_group.get';
    fields: {
      chat: string;
    };
    bytes: false;
    answer: {
      chat: string;
      conversation: string;
      created_at: string;
      members: string[];
      name: string;
      owner: string;
    };
  };
  /** app_group.update: Renames a group of the calling app, gives it another owner, puts people in and takes people out. */
  'PATCH /api/v1/app-groups/{chat}': {
    name: 'app_group.update';
    fields: {
      chat: string;
      add?: string[] | null;
      name?: string | null;
      owner?: string | null;
      remove?: string[] | null;
    };
    bytes: false;
    answer: {
      chat: string;
      conversation: string;
      created_at: string;
      duplicate?: boolean;
      members: string[];
      name: string;
      owner: string;
    };
  };
  /** app_group.send: A message of the calling app into a group that it made. */
  'POST /api/v1/app-groups/{chat}/messages': {
    name: 'app_group.send';
    fields: {
      chat: string;
      client_id?: string | null;
      file?: {
        media_id: string;
      } | null;
      image?: {
        media_id: string;
      } | null;
      markdown?: {
        content: string;
      } | null;
      mentioned_list?: string[] | null;
      msgtype: 'text' | 'image' | 'voice' | 'video' | 'file' | 'text_card' | 'news' | 'markdown' | 'template_card';
      news?: {
        articles: {
          description?: string | null;
          picurl?: string | null;
          title: string;
          url: string;
        }[];
      } | null;
      template_card?: {
        action_menu?: {
          action_list: {
            key: string;
            text: string;
          }[];
          desc?: string | null;
        } | null;
        button_list?: {
          key?: string | null;
          style?: number | null;
          text: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        button_selection?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        } | null;
        card_action?: {
          appid?: string | null;
          pagepath?: string | null;
          type: number;
          url?: string | null;
        } | null;
        card_image?: {
          aspect_ratio?: number | null;
          url: string;
        } | null;
        card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
        checkbox?: {
          disable?: boolean | null;
          mode?: number | null;
          option_list: {
            id: string;
            is_checked?: boolean | null;
            text: string;
          }[];
          question_key: string;
        } | null;
        emphasis_content?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        horizontal_content_list?: {
          keyname: string;
          media_id?: string | null;
          type?: number | null;
          url?: string | null;
          userid?: string | null;
          value?: string | null;
        }[] | null;
        image_text_area?: {
          appid?: string | null;
          desc?: string | null;
          image_url: string;
          pagepath?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        jump_list?: {
          appid?: string | null;
          pagepath?: string | null;
          title: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        main_title?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        quote_area?: {
          appid?: string | null;
          pagepath?: string | null;
          quote_text?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        select_list?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        }[] | null;
        source?: {
          desc?: string | null;
          desc_color?: number | null;
          icon_url?: string | null;
        } | null;
        sub_title_text?: string | null;
        submit_button?: {
          key: string;
          text: string;
        } | null;
        task_id?: string | null;
        vertical_content_list?: {
          desc?: string | null;
          title: string;
        }[] | null;
      } | null;
      text?: {
        content: string;
      } | null;
      text_card?: {
        btntxt?: string | null;
        description: string;
        title: string;
        url: string;
      } | null;
      video?: {
        description?: string | null;
        media_id: string;
        title?: string | null;
      } | null;
      voice?: {
        media_id: string;
      } | null;
    };
    bytes: false;
    answer: {
      at: string;
      conversation: string;
      duplicate: boolean;
      seq: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** app_media.upload: Stores a file for messages of the calling app. */
  'POST /api/v1/app-media': {
    name: 'app_media.upload';
    fields: {
      filename: string;
      type?: 'file' | 'image' | 'voice' | 'video' | null;
    };
    bytes: true;
    answer: {
      created_at: string;
      duration_ms?: number | null;
      examined: 'waiting' | 'done' | 'unreadable';
      height?: number | null;
      id: string;
      name: string;
      sha256: string;
      size: number;
      thumbnails: string[];
      type: string;
      width?: number | null;
    };
  };
  /** app_media.get: The bytes of a file that an app of the company brought, or that a member sent the calling one. */
  'GET /api/v1/app-media/{media}': {
    name: 'app_media.get';
    fields: {
      media: string;
    };
    bytes: false;
    answer: Blob;
  };
  /** app_message.send: A message of the calling app to members, departments and tags, or to all who see it. */
  'POST /api/v1/app-messages': {
    name: 'app_message.send';
    fields: {
      check_duplicate?: boolean | null;
      departments?: number[] | null;
      duplicate_interval_s?: number | null;
      everybody?: boolean | null;
      file?: {
        media_id: string;
      } | null;
      image?: {
        media_id: string;
      } | null;
      markdown?: {
        content: string;
      } | null;
      members?: string[] | null;
      msgtype: 'text' | 'image' | 'voice' | 'video' | 'file' | 'text_card' | 'news' | 'markdown' | 'template_card';
      news?: {
        articles: {
          description?: string | null;
          picurl?: string | null;
          title: string;
          url: string;
        }[];
      } | null;
      tags?: number[] | null;
      template_card?: {
        action_menu?: {
          action_list: {
            key: string;
            text: string;
          }[];
          desc?: string | null;
        } | null;
        button_list?: {
          key?: string | null;
          style?: number | null;
          text: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        button_selection?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        } | null;
        card_action?: {
          appid?: string | null;
          pagepath?: string | null;
          type: number;
          url?: string | null;
        } | null;
        card_image?: {
          aspect_ratio?: number | null;
          url: string;
        } | null;
        card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
        checkbox?: {
          disable?: boolean | null;
          mode?: number | null;
          option_list: {
            id: string;
            is_checked?: boolean | null;
            text: string;
          }[];
          question_key: string;
        } | null;
        emphasis_content?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        horizontal_content_list?: {
          keyname: string;
          media_id?: string | null;
          type?: number | null;
          url?: string | null;
          userid?: string | null;
          value?: string | null;
        }[] | null;
        image_text_area?: {
          appid?: string | null;
          desc?: string | null;
          image_url: string;
          pagepath?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        jump_list?: {
          appid?: string | null;
          pagepath?: string | null;
          title: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        main_title?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        quote_area?: {
          appid?: string | null;
          pagepath?: string | null;
          quote_text?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        select_list?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        }[] | null;
        source?: {
          desc?: string | null;
          desc_color?: number | null;
          icon_url?: string | null;
        } | null;
        sub_title_text?: string | null;
        submit_button?: {
          key: string;
          text: string;
        } | null;
        task_id?: string | null;
        vertical_content_list?: {
          desc?: string | null;
          title: string;
        }[] | null;
      } | null;
      text?: {
        content: string;
      } | null;
      text_card?: {
        btntxt?: string | null;
        description: string;
        title: string;
        url: string;
      } | null;
      video?: {
        description?: string | null;
        media_id: string;
        title?: string | null;
      } | null;
      voice?: {
        media_id: string;
      } | null;
    };
    bytes: false;
    answer: {
      day_left?: number | null;
      dropped: number;
      duplicate: boolean;
      invalid_departments: {
        code: 'unknown' | 'out_of_range';
        number: number;
        text: string;
      }[];
      invalid_members: {
        code: 'unknown' | 'out_of_range';
        member: string;
        text: string;
      }[];
      invalid_tags: {
        code: 'unknown' | 'out_of_range';
        number: number;
        text: string;
      }[];
      limit_resets_at?: string | null;
      message: string;
      resets_at: string;
      response_code?: string | null;
      sent: number;
      state: 'sending' | 'sent';
      wanted: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** app_message.get: A message that the calling app sent. */
  'GET /api/v1/app-messages/{message}': {
    name: 'app_message.get';
    fields: {
      message: string;
    };
    bytes: false;
    answer: {
      body: Record<string, unknown>;
      created_at: string;
      dropped: number;
      finished_at?: string | null;
      kind: string;
      message: string;
      recalled_at?: string | null;
      sent: number;
      state: 'sending' | 'sent';
      task_id?: string | null;
      wanted: number;
    };
  };
  /** app_message.recall: Takes a message back from everybody who got it, within 24 hours. */
  'POST /api/v1/app-messages/{message}/recall': {
    name: 'app_message.recall';
    fields: {
      message: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      message: string;
      recalled_at: string;
    };
  };
  /** app_message.recipients: What became of a message for each member. */
  'GET /api/v1/app-messages/{message}/recipients': {
    name: 'app_message.recipients';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      message: string;
      outcome?: 'sent' | 'minute_limit' | 'hour_limit' | 'out_of_range' | 'recalled' | null;
    };
    bytes: false;
    answer: {
      items: {
        member: string;
        outcome?: 'sent' | 'minute_limit' | 'hour_limit' | 'out_of_range' | 'recalled' | null;
        read: boolean;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** app_message.statistics: How many got a message, read it and pressed something on it, and how many were dropped and why. */
  'GET /api/v1/app-messages/{message}/statistics': {
    name: 'app_message.statistics';
    fields: {
      message: string;
    };
    bytes: false;
    answer: {
      acted: number;
      hour_limit: number;
      message: string;
      minute_limit: number;
      out_of_range: number;
      read: number;
      recalled: number;
      sent: number;
      waiting: number;
      wanted: number;
    };
  };
  /** app_token.create: A token for an app that shows its secret, good for two hours. */
  'POST /api/v1/app-tokens': {
    name: 'app_token.create';
    fields: {
      app?: number | null;
      company: string;
      secret: string;
    };
    bytes: false;
    answer: {
      expires_at: string;
      expires_in: number;
      token: string | null;
    };
  };
  /** app.list: All apps of the company, by number. */
  'GET /api/v1/apps': {
    name: 'app.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        app: number;
        callback?: {
          events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
          style: 'xml' | 'json';
          url: string;
        } | null;
        changed_at: string;
        created_at: string;
        created_by: string;
        description: string;
        enabled: boolean;
        home_url?: string | null;
        id: string;
        logo?: string | null;
        name: string;
        range: {
          departments: number[];
          everybody: boolean;
          members: string[];
          tags: number[];
        };
        report_enter: boolean;
        secret_at: string;
        trusted_hosts: string[];
      }[];
      next_cursor?: string | null;
    };
  };
  /** app.create: An app, with a number of its own; its secret is shown this once. */
  'POST /api/v1/apps': {
    name: 'app.create';
    fields: {
      description?: string | null;
      home_url?: string | null;
      logo?: string | null;
      name: string;
      range?: {
        departments?: number[] | null;
        everybody?: boolean | null;
        members?: string[] | null;
        tags?: number[] | null;
      } | null;
      report_enter?: boolean | null;
      trusted_hosts?: string[] | null;
    };
    bytes: false;
    answer: {
      app: {
        app: number;
        callback?: {
          events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
          style: 'xml' | 'json';
          url: string;
        } | null;
        changed_at: string;
        created_at: string;
        created_by: string;
        description: string;
        enabled: boolean;
        home_url?: string | null;
        id: string;
        logo?: string | null;
        name: string;
        range: {
          departments: number[];
          everybody: boolean;
          members: string[];
          tags: number[];
        };
        report_enter: boolean;
        secret_at: string;
        trusted_hosts: string[];
      };
      duplicate?: boolean;
      secret: string | null;
    };
  };
  /** app.delete: Takes an app away; what it wrote stays. */
  'DELETE /api/v1/apps/{app}': {
    name: 'app.delete';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** app.get: An app as who manages it sees it; an app asks for itself. */
  'GET /api/v1/apps/{app}': {
    name: 'app.get';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app.update: Changes name, description, logo, home page and range of an app; fields that are not given stay. */
  'PATCH /api/v1/apps/{app}': {
    name: 'app.update';
    fields: {
      app: number;
      description?: string | null;
      home_url?: string | null;
      logo?: string | null;
      name?: string | null;
      range?: {
        departments?: number[] | null;
        everybody?: boolean | null;
        members?: string[] | null;
        tags?: number[] | null;
      } | null;
      report_enter?: boolean | null;
      trusted_hosts?: string[] | null;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      duplicate?: boolean;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app.remove_callback: Nothing is told to the app any more. */
  'DELETE /api/v1/apps/{app}/callback': {
    name: 'app.remove_callback';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      duplicate?: boolean;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app.set_callback: Where an app is told what members do: it is asked whether it is the app's, and must answer. */
  'PUT /api/v1/apps/{app}/callback': {
    name: 'app.set_callback';
    fields: {
      app: number;
      encoding_key?: string | null;
      events?: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[] | null;
      secret?: string | null;
      style: 'xml' | 'json';
      token?: string | null;
      url: string;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      duplicate?: boolean;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app.deliveries: What an app was told, or is to be told, and what came of it; newest first. */
  'GET /api/v1/apps/{app}/deliveries': {
    name: 'app.deliveries';
    fields: {
      app: number;
      cursor?: string | null;
      limit?: number | null;
      status?: 'waiting' | 'delivered' | 'failed' | null;
    };
    bytes: false;
    answer: {
      items: {
        attempts: number;
        created_at: string;
        due_at?: string | null;
        event: Record<string, unknown>;
        finished_at?: string | null;
        id: string;
        remark?: string | null;
        reply_status?: number | null;
        status: 'waiting' | 'delivered' | 'failed';
      }[];
      next_cursor?: string | null;
    };
  };
  /** app.redeliver: Tells an app again. */
  'POST /api/v1/apps/{app}/deliveries/{delivery}/redeliver': {
    name: 'app.redeliver';
    fields: {
      app: number;
      delivery: string;
    };
    bytes: false;
    answer: {
      attempts: number;
      created_at: string;
      due_at?: string | null;
      duplicate?: boolean;
      event: Record<string, unknown>;
      finished_at?: string | null;
      id: string;
      remark?: string | null;
      reply_status?: number | null;
      status: 'waiting' | 'delivered' | 'failed';
    };
  };
  /** app.disable: Ends the tokens of an app; nobody sees it and it is told nothing until it is enabled. */
  'POST /api/v1/apps/{app}/disable': {
    name: 'app.disable';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      duplicate?: boolean;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app.enable: Lets a disabled app work again. */
  'POST /api/v1/apps/{app}/enable': {
    name: 'app.enable';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: number;
      callback?: {
        events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
        style: 'xml' | 'json';
        url: string;
      } | null;
      changed_at: string;
      created_at: string;
      created_by: string;
      description: string;
      duplicate?: boolean;
      enabled: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      name: string;
      range: {
        departments: number[];
        everybody: boolean;
        members: string[];
        tags: number[];
      };
      report_enter: boolean;
      secret_at: string;
      trusted_hosts: string[];
    };
  };
  /** app_key.list: The keys of an app, oldest first. */
  'GET /api/v1/apps/{app}/keys': {
    name: 'app_key.list';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        expires_at?: string | null;
        key: string;
        last_used_at: string;
        name: string;
        permissions?: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[] | null;
      }[];
    };
  };
  /** app_key.create: A token of an app that is good until it is revoked or its time is over, shown this once; `permissions` leaves it only these of what the app's roles give. */
  'POST /api/v1/apps/{app}/keys': {
    name: 'app_key.create';
    fields: {
      app: number;
      expires_at?: string | null;
      name: string;
      permissions?: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[] | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      key: {
        created_at: string;
        expires_at?: string | null;
        key: string;
        last_used_at: string;
        name: string;
        permissions?: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[] | null;
      };
      token: string | null;
    };
  };
  /** app_key.revoke: A key is no longer good. */
  'DELETE /api/v1/apps/{app}/keys/{key}': {
    name: 'app_key.revoke';
    fields: {
      app: number;
      key: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** app_menu.delete: Takes the menu away. */
  'DELETE /api/v1/apps/{app}/menu': {
    name: 'app_menu.delete';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      menu?: Record<string, unknown> | null;
    };
  };
  /** app_menu.get: The menu of an app. */
  'GET /api/v1/apps/{app}/menu': {
    name: 'app_menu.get';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      menu?: Record<string, unknown> | null;
    };
  };
  /** app_menu.set: The menu under the chat of an app: three buttons with five each. */
  'PUT /api/v1/apps/{app}/menu': {
    name: 'app_menu.set';
    fields: {
      app: number;
      button: {
        appid?: string | null;
        key?: string | null;
        name: string;
        pagepath?: string | null;
        sub_button?: {
          appid?: string | null;
          key?: string | null;
          name: string;
          pagepath?: string | null;
          type: 'click' | 'view' | 'scancode_push' | 'scancode_waitmsg' | 'pic_sysphoto' | 'pic_photo_or_album' | 'pic_weixin' | 'location_select' | 'view_miniprogram';
          url?: string | null;
        }[] | null;
        type?: 'click' | 'view' | 'scancode_push' | 'scancode_waitmsg' | 'pic_sysphoto' | 'pic_photo_or_album' | 'pic_weixin' | 'location_select' | 'view_miniprogram' | null;
        url?: string | null;
      }[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      menu?: Record<string, unknown> | null;
    };
  };
  /** app.rotate_secret: A new secret, shown this once; the old one and its tokens are no longer good. */
  'POST /api/v1/apps/{app}/secret': {
    name: 'app.rotate_secret';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: {
        app: number;
        callback?: {
          events: ('change_contact' | 'change_external_contact' | 'change_external_chat' | 'change_external_tag')[];
          style: 'xml' | 'json';
          url: string;
        } | null;
        changed_at: string;
        created_at: string;
        created_by: string;
        description: string;
        enabled: boolean;
        home_url?: string | null;
        id: string;
        logo?: string | null;
        name: string;
        range: {
          departments: number[];
          everybody: boolean;
          members: string[];
          tags: number[];
        };
        report_enter: boolean;
        secret_at: string;
        trusted_hosts: string[];
      };
      duplicate?: boolean;
      secret: string | null;
    };
  };
  /** hand_over.assignable: Customers of people who have left and whom nobody has taken over yet. */
  'GET /api/v1/assignable-customers': {
    name: 'hand_over.assignable';
    fields: {
      cursor?: string | null;
      from?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        conversation: string;
        customer: {
          id: string;
          name: string;
        };
        left_at: string;
        old_owner: {
          id: string;
          name: string;
        };
        waiting: boolean;
      }[];
      next_cursor?: string | null;
    };
  };
  /** audit.list: What administrators did, who signed in, what was refused; newest first */
  'GET /api/v1/audit': {
    name: 'audit.list';
    fields: {
      action?: string | null;
      actor?: string | null;
      cursor?: string | null;
      from?: string | null;
      limit?: number | null;
      target?: string | null;
      to?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        action: string;
        actor?: string | null;
        address: string;
        at: string;
        detail: Record<string, unknown>;
        hash: string;
        request_id: string;
        seq: number;
        target: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** audit.export: The same as a file, in parts: put the contents behind each other */
  'POST /api/v1/audit/export': {
    name: 'audit.export';
    fields: {
      action?: string | null;
      actor?: string | null;
      cursor?: string | null;
      format: 'csv' | 'ndjson';
      from?: string | null;
      target?: string | null;
      to?: string | null;
    };
    bytes: false;
    answer: {
      content: string;
      duplicate?: boolean;
      next_cursor?: string | null;
      rows: number;
    };
  };
  /** broadcast_rules.get: How many broadcasts a customer gets, when, and who sends. */
  'GET /api/v1/broadcast-rules': {
    name: 'broadcast_rules.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      customers: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      days: number;
      direct: boolean;
      groups: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      hours?: {
        from: string;
        until: string;
      } | null;
      own: boolean;
    };
  };
  /** broadcast_rules.set: Sets that; the whole company's. Broadcasts that were started go by what was. */
  'PUT /api/v1/broadcast-rules': {
    name: 'broadcast_rules.set';
    fields: {
      customers: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      days: number;
      direct: boolean;
      groups: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      hours?: {
        from: string;
        until: string;
      } | null;
      own: boolean;
    };
    bytes: false;
    answer: {
      customers: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      days: number;
      direct: boolean;
      duplicate?: boolean;
      groups: 'legacy_4_per_month' | 'one_per_day' | 'seven_per_week' | 'days_in_month' | 'unlimited';
      hours?: {
        from: string;
        until: string;
      } | null;
      own: boolean;
    };
  };
  /** broadcast_task.list: Broadcasts of the company that one is asked to send, the newest first. */
  'GET /api/v1/broadcast-tasks': {
    name: 'broadcast_task.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      open?: boolean | null;
    };
    bytes: false;
    answer: {
      items: {
        allow_select: boolean;
        broadcast: string;
        broadcast_status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
        by: {
          id: string;
          name: string;
        };
        content: {
          attachments?: {
            description?: string | null;
            file?: string | null;
            image_url?: string | null;
            kind: 'image' | 'video' | 'file' | 'link';
            title?: string | null;
            url?: string | null;
          }[] | null;
          text?: string | null;
        };
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        decided_at?: string | null;
        expires_at?: string | null;
        send_at?: string | null;
        status: 'waiting' | 'confirmed' | 'declined' | 'cancelled' | 'expired';
        target: 'customers' | 'customer_groups' | 'employees';
        title: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** broadcast_task.get: One of them, with what it says. */
  'GET /api/v1/broadcast-tasks/{broadcast}': {
    name: 'broadcast_task.get';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      broadcast: string;
      broadcast_status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      by: {
        id: string;
        name: string;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      counts: {
        failed: number;
        read: number;
        refused: number;
        replied: number;
        sent: number;
        skipped: number;
        total: number;
      };
      decided_at?: string | null;
      expires_at?: string | null;
      send_at?: string | null;
      status: 'waiting' | 'confirmed' | 'declined' | 'cancelled' | 'expired';
      target: 'customers' | 'customer_groups' | 'employees';
      title: string;
    };
  };
  /** broadcast_task.confirm: Sends it in one's name; to all, or where it is allowed without some. */
  'POST /api/v1/broadcast-tasks/{broadcast}/confirm': {
    name: 'broadcast_task.confirm';
    fields: {
      broadcast: string;
      leave_out?: string[] | null;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      broadcast: string;
      broadcast_status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      by: {
        id: string;
        name: string;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      counts: {
        failed: number;
        read: number;
        refused: number;
        replied: number;
        sent: number;
        skipped: number;
        total: number;
      };
      decided_at?: string | null;
      duplicate?: boolean;
      expires_at?: string | null;
      send_at?: string | null;
      status: 'waiting' | 'confirmed' | 'declined' | 'cancelled' | 'expired';
      target: 'customers' | 'customer_groups' | 'employees';
      title: string;
    };
  };
  /** broadcast_task.decline: Sends it to nobody. */
  'POST /api/v1/broadcast-tasks/{broadcast}/decline': {
    name: 'broadcast_task.decline';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      broadcast: string;
      broadcast_status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      by: {
        id: string;
        name: string;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      counts: {
        failed: number;
        read: number;
        refused: number;
        replied: number;
        sent: number;
        skipped: number;
        total: number;
      };
      decided_at?: string | null;
      duplicate?: boolean;
      expires_at?: string | null;
      send_at?: string | null;
      status: 'waiting' | 'confirmed' | 'declined' | 'cancelled' | 'expired';
      target: 'customers' | 'customer_groups' | 'employees';
      title: string;
    };
  };
  /** broadcast_task.recipients: Whom it would be sent to in one's name, and what became of them. */
  'GET /api/v1/broadcast-tasks/{broadcast}/recipients': {
    name: 'broadcast_task.recipients';
    fields: {
      broadcast: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        allowed_at?: string | null;
        conversation?: string | null;
        delivered: boolean;
        due_at?: string | null;
        name: string;
        number: number;
        read: boolean;
        reason?: 'quota' | 'opted_out' | 'no_contact' | 'blocked' | 'closed' | 'left_out' | 'declined' | 'cancelled' | 'stopped' | 'expired' | 'no_sender' | 'merged' | 'no_right' | 'error' | null;
        recipient: string;
        replied: boolean;
        sender: string;
        sender_name: string;
        sent_at?: string | null;
        seq?: number | null;
        shared: number;
        state: 'held' | 'waiting' | 'sent' | 'refused' | 'failed' | 'skipped';
      }[];
      next_cursor?: string | null;
    };
  };
  /** broadcast.list: One's own broadcasts, the newest first. */
  'GET /api/v1/broadcasts': {
    name: 'broadcast.list';
    fields: {
      all?: boolean | null;
      cursor?: string | null;
      limit?: number | null;
      status?: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed' | null;
    };
    bytes: false;
    answer: {
      items: {
        allow_select: boolean;
        audience: {
          customers?: {
            employee?: string | null;
            everybody?: boolean | null;
            filter?: {
              active?: {
                from?: string | null;
                last_days?: number | null;
                until?: string | null;
              } | null;
              added?: {
                from?: string | null;
                last_days?: number | null;
                until?: string | null;
              } | null;
              all?: Record<string, unknown>[];
              any?: Record<string, unknown>[];
              departments?: number[] | null;
              event?: {
                from?: string | null;
                kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
                last_days?: number | null;
                until?: string | null;
              } | null;
              field?: {
                field: number;
                from?: string | null;
                is?: string[] | null;
                present?: boolean | null;
                until?: string | null;
              } | null;
              genders?: ('unknown' | 'male' | 'female')[] | null;
              not?: Record<string, unknown>;
              owners?: string[] | null;
              sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
              states?: string[] | null;
              status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
              tagged?: boolean | null;
              tags?: {
                all?: number[] | null;
                any?: number[] | null;
              } | null;
              types?: ('web' | 'wechat' | 'wecom')[] | null;
              ways?: string[] | null;
            } | null;
            query?: string | null;
            segment?: string | null;
          } | null;
          employees?: {
            departments?: number[] | null;
            tags?: number[] | null;
          } | null;
          groups?: {
            everybody?: boolean | null;
            owners?: string[] | null;
          } | null;
        };
        content: {
          attachments?: {
            description?: string | null;
            file?: string | null;
            image_url?: string | null;
            kind: 'image' | 'video' | 'file' | 'link';
            title?: string | null;
            url?: string | null;
          }[] | null;
          text?: string | null;
        };
        created_at: string;
        created_by: {
          id: string;
          name: string;
        };
        ended_at?: string | null;
        expires_at?: string | null;
        hours?: {
          from: string;
          until: string;
        } | null;
        id: string;
        kind: 'company' | 'own' | 'direct';
        measured_at?: string | null;
        prepared_at?: string | null;
        progress: {
          counts: {
            failed: number;
            read: number;
            refused: number;
            replied: number;
            sent: number;
            skipped: number;
            total: number;
          };
          ends_at?: string | null;
          left: number;
          per_second: number;
        };
        reason: string;
        send_at?: string | null;
        started_at?: string | null;
        status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
        target: 'customers' | 'customer_groups' | 'employees';
        tasks: {
          cancelled: number;
          confirmed: number;
          declined: number;
          expired: number;
          waiting: number;
        };
        title: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** broadcast.create: A draft: what is to be sent, and to whom. Sends nothing. */
  'POST /api/v1/broadcasts': {
    name: 'broadcast.create';
    fields: {
      allow_select?: boolean | null;
      audience?: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      } | null;
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      days?: number | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      kind: 'company' | 'own' | 'direct';
      send_at?: string | null;
      target?: 'customers' | 'customer_groups' | 'employees' | null;
      title?: string | null;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** broadcast.delete: Deletes a draft. */
  'DELETE /api/v1/broadcasts/{broadcast}': {
    name: 'broadcast.delete';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** broadcast.get: A broadcast, how far it is and how fast it goes. */
  'GET /api/v1/broadcasts/{broadcast}': {
    name: 'broadcast.get';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** broadcast.export: Writes what became of each recipient into a table; the job's result names the file. */
  'POST /api/v1/broadcasts/{broadcast}/export': {
    name: 'broadcast.export';
    fields: {
      broadcast: string;
      format: 'xlsx' | 'csv';
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** broadcast.pause: Nothing is sent for now. */
  'POST /api/v1/broadcasts/{broadcast}/pause': {
    name: 'broadcast.pause';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** broadcast.preview: Who would get it now, or at its time; who would not and why; samples. Changes nothing. */
  'GET /api/v1/broadcasts/{broadcast}/preview': {
    name: 'broadcast.preview';
    fields: {
      broadcast: string;
      samples?: number | null;
    };
    bytes: false;
    answer: {
      blocked: number;
      gone: number;
      more: boolean;
      opted_out: number;
      over_quota: number;
      put_off: number;
      reached: number;
      recipients: number;
      samples: {
        allowed_at?: string | null;
        due_at?: string | null;
        name: string;
        reached: boolean;
        reason?: 'quota' | 'opted_out' | 'no_contact' | 'blocked' | 'closed' | 'left_out' | 'declined' | 'cancelled' | 'stopped' | 'expired' | 'no_sender' | 'merged' | 'no_right' | 'error' | null;
        recipient: string;
        sender: {
          id: string;
          name: string;
        };
        text?: string | null;
      }[];
      shared: number;
    };
  };
  /** broadcast.recipients: What became of each recipient: sent, read, replied, or why not. */
  'GET /api/v1/broadcasts/{broadcast}/recipients': {
    name: 'broadcast.recipients';
    fields: {
      broadcast: string;
      cursor?: string | null;
      limit?: number | null;
      sender?: string | null;
      state?: 'held' | 'waiting' | 'sent' | 'refused' | 'failed' | 'skipped' | null;
    };
    bytes: false;
    answer: {
      items: {
        allowed_at?: string | null;
        conversation?: string | null;
        delivered: boolean;
        due_at?: string | null;
        name: string;
        number: number;
        read: boolean;
        reason?: 'quota' | 'opted_out' | 'no_contact' | 'blocked' | 'closed' | 'left_out' | 'declined' | 'cancelled' | 'stopped' | 'expired' | 'no_sender' | 'merged' | 'no_right' | 'error' | null;
        recipient: string;
        replied: boolean;
        sender: string;
        sender_name: string;
        sent_at?: string | null;
        seq?: number | null;
        shared: number;
        state: 'held' | 'waiting' | 'sent' | 'refused' | 'failed' | 'skipped';
      }[];
      next_cursor?: string | null;
    };
  };
  /** broadcast.add_recipients: Adds recipients one by one to a draft without an audience; says which were not added, and why. */
  'POST /api/v1/broadcasts/{broadcast}/recipients': {
    name: 'broadcast.add_recipients';
    fields: {
      broadcast: string;
      recipients: string[];
      sender?: string | null;
    };
    bytes: false;
    answer: {
      added: number;
      duplicate?: boolean;
      results: {
        code: 'already' | 'unknown';
        recipient: string;
        text: string;
      }[];
    };
  };
  /** broadcast.remind: Reminds who has not decided; three times in 24 hours, ten minutes apart. */
  'POST /api/v1/broadcasts/{broadcast}/remind': {
    name: 'broadcast.remind';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      left: number;
      reminded: number;
    };
  };
  /** broadcast.resume: Goes on. */
  'POST /api/v1/broadcasts/{broadcast}/resume': {
    name: 'broadcast.resume';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** broadcast.senders: The same for each employee who sends. */
  'GET /api/v1/broadcasts/{broadcast}/senders': {
    name: 'broadcast.senders';
    fields: {
      broadcast: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        decided_at?: string | null;
        sender: {
          id: string;
          name: string;
        };
        status: 'waiting' | 'confirmed' | 'declined' | 'cancelled' | 'expired';
      }[];
      next_cursor?: string | null;
    };
  };
  /** broadcast.start: Freezes who is meant; then it is sent, or employees are asked to confirm. */
  'POST /api/v1/broadcasts/{broadcast}/start': {
    name: 'broadcast.start';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** broadcast.stop: Ends it: nothing more is sent, and who has not confirmed is asked no longer. */
  'POST /api/v1/broadcasts/{broadcast}/stop': {
    name: 'broadcast.stop';
    fields: {
      broadcast: string;
    };
    bytes: false;
    answer: {
      allow_select: boolean;
      audience: {
        customers?: {
          employee?: string | null;
          everybody?: boolean | null;
          filter?: {
            active?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            added?: {
              from?: string | null;
              last_days?: number | null;
              until?: string | null;
            } | null;
            all?: Record<string, unknown>[];
            any?: Record<string, unknown>[];
            departments?: number[] | null;
            event?: {
              from?: string | null;
              kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
              last_days?: number | null;
              until?: string | null;
            } | null;
            field?: {
              field: number;
              from?: string | null;
              is?: string[] | null;
              present?: boolean | null;
              until?: string | null;
            } | null;
            genders?: ('unknown' | 'male' | 'female')[] | null;
            not?: Record<string, unknown>;
            owners?: string[] | null;
            sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
            states?: string[] | null;
            status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
            tagged?: boolean | null;
            tags?: {
              all?: number[] | null;
              any?: number[] | null;
            } | null;
            types?: ('web' | 'wechat' | 'wecom')[] | null;
            ways?: string[] | null;
          } | null;
          query?: string | null;
          segment?: string | null;
        } | null;
        employees?: {
          departments?: number[] | null;
          tags?: number[] | null;
        } | null;
        groups?: {
          everybody?: boolean | null;
          owners?: string[] | null;
        } | null;
      };
      content: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      created_at: string;
      created_by: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      ended_at?: string | null;
      expires_at?: string | null;
      hours?: {
        from: string;
        until: string;
      } | null;
      id: string;
      kind: 'company' | 'own' | 'direct';
      measured_at?: string | null;
      prepared_at?: string | null;
      progress: {
        counts: {
          failed: number;
          read: number;
          refused: number;
          replied: number;
          sent: number;
          skipped: number;
          total: number;
        };
        ends_at?: string | null;
        left: number;
        per_second: number;
      };
      reason: string;
      send_at?: string | null;
      started_at?: string | null;
      status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
      target: 'customers' | 'customer_groups' | 'employees';
      tasks: {
        cancelled: number;
        confirmed: number;
        declined: number;
        expired: number;
        waiting: number;
      };
      title: string;
    };
  };
  /** company_time.get: The time zone in which the company's days begin. */
  'GET /api/v1/company-time': {
    name: 'company_time.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      zone: string;
    };
  };
  /** company_time.set: Sets it; days that were counted before stay as they were. */
  'PUT /api/v1/company-time': {
    name: 'company_time.set';
    fields: {
      zone: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      zone: string;
    };
  };
  /** group.get_defaults: What new groups of the company begin with, and how large a group may become. */
  'GET /api/v1/company/group-defaults': {
    name: 'group.get_defaults';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      confirm_invites: boolean;
      customer_member_limit: number;
      invite: 'everybody' | 'admins';
      member_limit: number;
      mention_all: 'everybody' | 'admins';
      owner_only: boolean;
      rename: 'everybody' | 'admins';
    };
  };
  /** group.set_defaults: Changes some of them; groups that are there keep their rules, but not a limit that was the company's. */
  'PUT /api/v1/company/group-defaults': {
    name: 'group.set_defaults';
    fields: {
      confirm_invites?: boolean | null;
      customer_member_limit?: number | null;
      invite?: 'everybody' | 'admins' | null;
      member_limit?: number | null;
      mention_all?: 'everybody' | 'admins' | null;
      owner_only?: boolean | null;
      rename?: 'everybody' | 'admins' | null;
    };
    bytes: false;
    answer: {
      confirm_invites: boolean;
      customer_member_limit: number;
      duplicate?: boolean;
      invite: 'everybody' | 'admins';
      member_limit: number;
      mention_all: 'everybody' | 'admins';
      owner_only: boolean;
      rename: 'everybody' | 'admins';
    };
  };
  /** group.admin_list: The company's groups whose owner is within the caller's reach, newest first. */
  'GET /api/v1/company/groups': {
    name: 'group.admin_list';
    fields: {
      cursor?: string | null;
      dismissed?: boolean | null;
      limit?: number | null;
      owner?: string | null;
      query?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        active_at: string;
        created_at: string;
        dismissed: boolean;
        id: string;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        member_count: number;
        message_count: number;
        name: string;
        owner?: string | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** group.admin_dismiss: Ends a group for everybody; its history stays readable. */
  'DELETE /api/v1/company/groups/{conversation}': {
    name: 'group.admin_dismiss';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.admin_get: A group with its rules and a page of its members; nothing of what is said in it. */
  'GET /api/v1/company/groups/{conversation}': {
    name: 'group.admin_get';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      group: {
        active_at: string;
        created_at: string;
        dismissed: boolean;
        id: string;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        member_count: number;
        message_count: number;
        name: string;
        owner?: string | null;
      };
      members: {
        items: {
          joined_seq: number;
          muted_until?: string | null;
          principal: {
            department: string;
            id: string;
            kind: 'member' | 'external' | 'app' | 'bot' | 'system';
            name: string;
            role: 'member' | 'admin' | 'owner';
            status: 'not_activated' | 'active' | 'disabled' | 'left';
            title: string;
            userid: string;
          };
          read_seq: number;
          role: 'member' | 'admin' | 'owner';
        }[];
        next_cursor?: string | null;
      };
      rules: {
        confirm_invites: boolean;
        invite: 'everybody' | 'admins';
        member_limit?: number | null;
        mention_all: 'everybody' | 'admins';
        notice?: {
          at: string;
          by: string;
          text: string;
        } | null;
        owner_only: boolean;
        rename: 'everybody' | 'admins';
        retention_days?: number | null;
      };
    };
  };
  /** group.admin_set_limits: How many people a group may have; without a number, as many as the company says. */
  'PUT /api/v1/company/groups/{conversation}/limits': {
    name: 'group.admin_set_limits';
    fields: {
      conversation: string;
      member_limit?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.admin_set_owner: Makes another of its members the owner of a group. */
  'PUT /api/v1/company/groups/{conversation}/owner': {
    name: 'group.admin_set_owner';
    fields: {
      conversation: string;
      owner: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** retention.set_group: The same for one group; without a number, as the company says. */
  'PUT /api/v1/company/groups/{conversation}/retention': {
    name: 'retention.set_group';
    fields: {
      conversation: string;
      days?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** legal_hold.list: All holds, newest first, lifted ones too. */
  'GET /api/v1/company/legal-holds': {
    name: 'legal_hold.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        conversation?: string | null;
        id: string;
        lifted_at?: string | null;
        lifted_by?: string | null;
        principal?: string | null;
        reason: string;
        scope: 'company' | 'conversation' | 'person';
        set_at: string;
        set_by: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** legal_hold.create: Keeps a conversation, all conversations a person was ever in, or the whole company, whatever retention says. */
  'POST /api/v1/company/legal-holds': {
    name: 'legal_hold.create';
    fields: {
      conversation?: string | null;
      principal?: string | null;
      reason: string;
      scope: 'company' | 'conversation' | 'person';
    };
    bytes: false;
    answer: {
      conversation?: string | null;
      duplicate?: boolean;
      id: string;
      lifted_at?: string | null;
      lifted_by?: string | null;
      principal?: string | null;
      reason: string;
      scope: 'company' | 'conversation' | 'person';
      set_at: string;
      set_by: string;
    };
  };
  /** legal_hold.lift: Ends a hold; what is too old by then is deleted. */
  'DELETE /api/v1/company/legal-holds/{hold}': {
    name: 'legal_hold.lift';
    fields: {
      hold: string;
    };
    bytes: false;
    answer: {
      conversation?: string | null;
      duplicate?: boolean;
      id: string;
      lifted_at?: string | null;
      lifted_by?: string | null;
      principal?: string | null;
      reason: string;
      scope: 'company' | 'conversation' | 'person';
      set_at: string;
      set_by: string;
    };
  };
  /** message.get_policy: Who may recall and edit messages, and for how long after sending. */
  'GET /api/v1/company/message-policy': {
    name: 'message.get_policy';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      edit: boolean;
      edit_window_s?: number | null;
      recall: boolean;
      recall_by_managers: boolean;
      recall_window_s?: number | null;
    };
  };
  /** message.set_policy: Changes what is named of it; what has been recalled or edited stays so. */
  'PUT /api/v1/company/message-policy': {
    name: 'message.set_policy';
    fields: {
      edit?: boolean | null;
      edit_window_s?: number | null;
      recall?: boolean | null;
      recall_by_managers?: boolean | null;
      recall_window_s?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      edit: boolean;
      edit_window_s?: number | null;
      recall: boolean;
      recall_by_managers: boolean;
      recall_window_s?: number | null;
    };
  };
  /** retention.get: For how many days the company keeps its messages; 0: for good. */
  'GET /api/v1/company/retention': {
    name: 'retention.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      days: number;
    };
  };
  /** retention.set: Keeps messages for 1 to 180 days, or (0) for good. What is older is deleted soon. */
  'PUT /api/v1/company/retention': {
    name: 'retention.set';
    fields: {
      days: number;
    };
    bytes: false;
    answer: {
      days: number;
      duplicate?: boolean;
    };
  };
  /** contact_field.list: The company's own fields of a customer. */
  'GET /api/v1/contact-fields': {
    name: 'contact_field.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        choices: string[];
        kind: 'text' | 'number' | 'date' | 'choice' | 'link';
        name: string;
        number: number;
        position: number;
      }[];
    };
  };
  /** contact_field.create: A new field, 50 at most. */
  'POST /api/v1/contact-fields': {
    name: 'contact_field.create';
    fields: {
      choices?: string[] | null;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      position?: number | null;
    };
    bytes: false;
    answer: {
      choices: string[];
      duplicate?: boolean;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      number: number;
      position: number;
    };
  };
  /** contact_field.delete: Deletes a field; nobody sees its values any more. */
  'DELETE /api/v1/contact-fields/{field}': {
    name: 'contact_field.delete';
    fields: {
      field: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** contact_field.update: Changes a field's name, choices or place. */
  'PATCH /api/v1/contact-fields/{field}': {
    name: 'contact_field.update';
    fields: {
      field: number;
      choices?: string[] | null;
      name?: string | null;
      position?: number | null;
    };
    bytes: false;
    answer: {
      choices: string[];
      duplicate?: boolean;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      number: number;
      position: number;
    };
  };
  /** contact_tag_group.list: The groups of customers' tags, with the tags. */
  'GET /api/v1/contact-tag-groups': {
    name: 'contact_tag_group.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        name: string;
        number: number;
        position: number;
        rule_group?: string | null;
        tags: {
          group: number;
          name: string;
          number: number;
          position: number;
        }[];
      }[];
    };
  };
  /** contact_tag_group.create: A new group of tags, with tags in it. */
  'POST /api/v1/contact-tag-groups': {
    name: 'contact_tag_group.create';
    fields: {
      name: string;
      position?: number | null;
      tags?: string[] | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      name: string;
      number: number;
      position: number;
      rule_group?: string | null;
      tags: {
        group: number;
        name: string;
        number: number;
        position: number;
      }[];
    };
  };
  /** contact_tag_group.delete: Deletes a group and its tags, from all customers who have them. */
  'DELETE /api/v1/contact-tag-groups/{group}': {
    name: 'contact_tag_group.delete';
    fields: {
      group: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** contact_tag_group.update: Changes a group's name or place. */
  'PATCH /api/v1/contact-tag-groups/{group}': {
    name: 'contact_tag_group.update';
    fields: {
      group: number;
      name?: string | null;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      name: string;
      number: number;
      position: number;
      rule_group?: string | null;
      tags: {
        group: number;
        name: string;
        number: number;
        position: number;
      }[];
    };
  };
  /** contact_tag.create: A new tag in a group. */
  'POST /api/v1/contact-tags': {
    name: 'contact_tag.create';
    fields: {
      group: number;
      name: string;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      group: number;
      name: string;
      number: number;
      position: number;
    };
  };
  /** contact_tag.delete: Deletes a tag, from all customers who have it. */
  'DELETE /api/v1/contact-tags/{tag}': {
    name: 'contact_tag.delete';
    fields: {
      tag: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** contact_tag.update: Changes a tag's name or place. */
  'PATCH /api/v1/contact-tags/{tag}': {
    name: 'contact_tag.update';
    fields: {
      tag: number;
      name?: string | null;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      group: number;
      name: string;
      number: number;
      position: number;
    };
  };
  /** contact_way.list: Your ways, and those within your reach; newest first */
  'GET /api/v1/contact-ways': {
    name: 'contact_way.list';
    fields: {
      cursor?: string | null;
      employee?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        approval: boolean;
        backup?: string | null;
        balance: 'round_robin' | 'least_open';
        changed_at: string;
        chat_hours?: number | null;
        closing?: {
          attachments?: {
            description?: string | null;
            file?: string | null;
            image_url?: string | null;
            kind: 'image' | 'video' | 'file' | 'link';
            title?: string | null;
            url?: string | null;
          }[] | null;
          text?: string | null;
        } | null;
        created_at: string;
        created_by: string;
        daily_cap?: number | null;
        departments: number[];
        employees: string[];
        exclusive: boolean;
        expires_at?: string | null;
        fallback?: string | null;
        hours?: {
          spans: {
            days: number[];
            from: string;
            to: string;
          }[];
          zone: string;
        } | null;
        id: string;
        most_uses?: number | null;
        path: string;
        paused: boolean;
        remark: string;
        state: string;
        tags: number[];
        title: string;
        uses: number;
        welcome?: {
          attachments?: {
            description?: string | null;
            file?: string | null;
            image_url?: string | null;
            kind: 'image' | 'video' | 'file' | 'link';
            title?: string | null;
            url?: string | null;
          }[] | null;
          text?: string | null;
        } | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** contact_way.create: Make a way by which customers come: to yourself, or with contact_ways_manage to others */
  'POST /api/v1/contact-ways': {
    name: 'contact_way.create';
    fields: {
      approval?: boolean | null;
      backup?: string | null;
      balance?: 'round_robin' | 'least_open' | null;
      chat_hours?: number | null;
      closing?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      daily_cap?: number | null;
      departments?: number[] | null;
      employees?: string[] | null;
      exclusive?: boolean | null;
      expires_at?: string | null;
      fallback?: string | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      most_uses?: number | null;
      paused?: boolean | null;
      remark?: string | null;
      state?: string | null;
      tags?: number[] | null;
      title?: string | null;
      welcome?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
    };
    bytes: false;
    answer: {
      approval: boolean;
      backup?: string | null;
      balance: 'round_robin' | 'least_open';
      changed_at: string;
      chat_hours?: number | null;
      closing?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      created_at: string;
      created_by: string;
      daily_cap?: number | null;
      departments: number[];
      duplicate?: boolean;
      employees: string[];
      exclusive: boolean;
      expires_at?: string | null;
      fallback?: string | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      most_uses?: number | null;
      path: string;
      paused: boolean;
      remark: string;
      state: string;
      tags: number[];
      title: string;
      uses: number;
      welcome?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
    };
  };
  /** contact_way.delete: End a way; customers who came by it stay */
  'DELETE /api/v1/contact-ways/{way}': {
    name: 'contact_way.delete';
    fields: {
      way: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** contact_way.get: One way */
  'GET /api/v1/contact-ways/{way}': {
    name: 'contact_way.get';
    fields: {
      way: string;
    };
    bytes: false;
    answer: {
      approval: boolean;
      backup?: string | null;
      balance: 'round_robin' | 'least_open';
      changed_at: string;
      chat_hours?: number | null;
      closing?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      created_at: string;
      created_by: string;
      daily_cap?: number | null;
      departments: number[];
      employees: string[];
      exclusive: boolean;
      expires_at?: string | null;
      fallback?: string | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      most_uses?: number | null;
      path: string;
      paused: boolean;
      remark: string;
      state: string;
      tags: number[];
      title: string;
      uses: number;
      welcome?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
    };
  };
  /** contact_way.update: Change a way; its code stays */
  'PATCH /api/v1/contact-ways/{way}': {
    name: 'contact_way.update';
    fields: {
      way: string;
      approval?: boolean | null;
      backup?: string | null;
      balance?: 'round_robin' | 'least_open' | null;
      chat_hours?: number | null;
      clear?: ('daily_cap' | 'most_uses' | 'expires_at' | 'chat_hours' | 'closing' | 'welcome' | 'hours' | 'backup' | 'fallback')[] | null;
      closing?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      daily_cap?: number | null;
      departments?: number[] | null;
      employees?: string[] | null;
      exclusive?: boolean | null;
      expires_at?: string | null;
      fallback?: string | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      most_uses?: number | null;
      paused?: boolean | null;
      remark?: string | null;
      state?: string | null;
      tags?: number[] | null;
      title?: string | null;
      welcome?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
    };
    bytes: false;
    answer: {
      approval: boolean;
      backup?: string | null;
      balance: 'round_robin' | 'least_open';
      changed_at: string;
      chat_hours?: number | null;
      closing?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      created_at: string;
      created_by: string;
      daily_cap?: number | null;
      departments: number[];
      duplicate?: boolean;
      employees: string[];
      exclusive: boolean;
      expires_at?: string | null;
      fallback?: string | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      most_uses?: number | null;
      path: string;
      paused: boolean;
      remark: string;
      state: string;
      tags: number[];
      title: string;
      uses: number;
      welcome?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
    };
  };
  /** contact_way.draw: The link of a way as a QR picture */
  'GET /api/v1/contact-ways/{way}/picture': {
    name: 'contact_way.draw';
    fields: {
      format?: 'png' | 'svg' | null;
      origin: string;
      way: string;
    };
    bytes: false;
    answer: {
      data: string;
      link: string;
      type: string;
    };
  };
  /** contact.export_list: Writes customers of a filter into a table; the job's result names the file. */
  'POST /api/v1/contacts/export-list': {
    name: 'contact.export_list';
    fields: {
      employee?: string | null;
      everybody?: boolean | null;
      filter?: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      } | null;
      format: 'xlsx' | 'csv';
      query?: string | null;
      segment?: string | null;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** contact.list: Customers by relation, the newest first: one's own, somebody's, or everybody's within reach. */
  'POST /api/v1/contacts/list': {
    name: 'contact.list';
    fields: {
      cursor?: string | null;
      employee?: string | null;
      everybody?: boolean | null;
      filter?: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      } | null;
      limit?: number | null;
      query?: string | null;
      segment?: string | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      items: {
        contact: {
          avatar: string;
          company: string;
          gender: 'unknown' | 'male' | 'female';
          id: string;
          name: string;
          position: string;
          type: 'web' | 'wechat' | 'wecom';
        };
        follow: {
          active_at: string;
          added_at: string;
          company: string;
          contact: string;
          conversation: string;
          description: string;
          employee: string;
          ended_at?: string | null;
          id: string;
          phones: string[];
          remark: string;
          source: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api';
          state: string;
          status: 'active' | 'lost' | 'removed' | 'handed_over';
          tags: number[];
          way?: string | null;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** contact.get: A customer: the record, and who serves it. For who serves it or takes part, and who manages them. */
  'GET /api/v1/contacts/{contact}': {
    name: 'contact.get';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      contact: {
        avatar: string;
        company: string;
        consent_at?: string | null;
        created_at: string;
        erased_at?: string | null;
        fields: {
          field: number;
          value: string;
        }[];
        first: {
          at: string;
          state: string;
          way?: string | null;
        };
        gender: 'unknown' | 'male' | 'female';
        id: string;
        ids: {
          provider: string;
          value: string;
        }[];
        language: string;
        last: {
          at: string;
          state: string;
          way?: string | null;
        };
        merged_into?: string | null;
        name: string;
        position: string;
        type: 'web' | 'wechat' | 'wecom';
      };
      follows: {
        active_at: string;
        added_at: string;
        company: string;
        contact: string;
        conversation: string;
        description: string;
        employee: string;
        ended_at?: string | null;
        id: string;
        phones: string[];
        remark: string;
        source: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api';
        state: string;
        status: 'active' | 'lost' | 'removed' | 'handed_over';
        tags: number[];
        way?: string | null;
      }[];
      others: {
        added_at: string;
        employee: string;
        status: 'active' | 'lost' | 'removed' | 'handed_over';
      }[];
    };
  };
  /** contact.update: Changes the record of a customer: by who serves it, or who manages them. */
  'PATCH /api/v1/contacts/{contact}': {
    name: 'contact.update';
    fields: {
      contact: string;
      avatar?: string | null;
      company?: string | null;
      fields?: {
        field: number;
        value: string;
      }[] | null;
      gender?: 'unknown' | 'male' | 'female' | null;
      ids?: {
        provider: string;
        value: string;
      }[] | null;
      name?: string | null;
      position?: string | null;
      type?: 'web' | 'wechat' | 'wecom' | null;
    };
    bytes: false;
    answer: {
      avatar: string;
      company: string;
      consent_at?: string | null;
      created_at: string;
      duplicate?: boolean;
      erased_at?: string | null;
      fields: {
        field: number;
        value: string;
      }[];
      first: {
        at: string;
        state: string;
        way?: string | null;
      };
      gender: 'unknown' | 'male' | 'female';
      id: string;
      ids: {
        provider: string;
        value: string;
      }[];
      language: string;
      last: {
        at: string;
        state: string;
        way?: string | null;
      };
      merged_into?: string | null;
      name: string;
      position: string;
      type: 'web' | 'wechat' | 'wecom';
    };
  };
  /** contact.broadcasts: Whether a customer wants broadcasts. */
  'GET /api/v1/contacts/{contact}/broadcasts': {
    name: 'contact.broadcasts';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      refused: boolean;
      zone: string;
    };
  };
  /** contact.set_broadcasts: Records that a customer wants none, or wants them again. */
  'PUT /api/v1/contacts/{contact}/broadcasts': {
    name: 'contact.set_broadcasts';
    fields: {
      contact: string;
      refused: boolean;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      refused: boolean;
      zone: string;
    };
  };
  /** contact.erase: Erases a customer: personal fields at once, chats by a job. Counts stay, and legal holds forbid it. */
  'POST /api/v1/contacts/{contact}/erase': {
    name: 'contact.erase';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** contact.export: Writes everything that is kept about a customer into a file; the job's result names it. */
  'POST /api/v1/contacts/{contact}/export': {
    name: 'contact.export';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** contact.merge: Another record of the same customer becomes part of this one: by who manages all who serve both. */
  'POST /api/v1/contacts/{contact}/merge': {
    name: 'contact.merge';
    fields: {
      contact: string;
      other: string;
    };
    bytes: false;
    answer: {
      contact: {
        avatar: string;
        company: string;
        consent_at?: string | null;
        created_at: string;
        erased_at?: string | null;
        fields: {
          field: number;
          value: string;
        }[];
        first: {
          at: string;
          state: string;
          way?: string | null;
        };
        gender: 'unknown' | 'male' | 'female';
        id: string;
        ids: {
          provider: string;
          value: string;
        }[];
        language: string;
        last: {
          at: string;
          state: string;
          way?: string | null;
        };
        merged_into?: string | null;
        name: string;
        position: string;
        type: 'web' | 'wechat' | 'wecom';
      };
      duplicate?: boolean;
      follows: {
        conversation: string;
        employee: string;
        follow: string;
        result: 'moved' | 'joined' | 'kept';
      }[];
    };
  };
  /** hand_over.chain: Through whose hands a customer went, oldest first. */
  'GET /api/v1/contacts/{contact}/owners': {
    name: 'hand_over.chain';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      items: {
        begun_at: string;
        begun_by: string;
        bulk?: string | null;
        conversation: string;
        customer: {
          id: string;
          name: string;
        };
        effective_at: string;
        ended_at?: string | null;
        from: {
          id: string;
          name: string;
        };
        id: string;
        kind: 'on_job' | 'resigned';
        message: string;
        reason: string;
        status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
        to: {
          id: string;
          name: string;
        };
        undo_until?: string | null;
        undone_at?: string | null;
      }[];
    };
  };
  /** contact.timeline: What happened with a customer, the newest first. */
  'GET /api/v1/contacts/{contact}/timeline': {
    name: 'contact.timeline';
    fields: {
      contact: string;
      cursor?: string | null;
      kind?: 'scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages' | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        actor?: string | null;
        at: string;
        conversation?: string | null;
        detail: Record<string, unknown>;
        employee?: string | null;
        id: string;
        kind: 'scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages';
      }[];
      next_cursor?: string | null;
    };
  };
  /** contact.unmerge: What became part of another customer is one of its own again, as far as nothing has moved on. */
  'POST /api/v1/contacts/{contact}/unmerge': {
    name: 'contact.unmerge';
    fields: {
      contact: string;
    };
    bytes: false;
    answer: {
      contact: string;
      duplicate?: boolean;
      from: string;
      not_restored: {
        name: string;
        text: string;
        what: string;
      }[];
    };
  };
  /** content_link.list: One's own links, newest first. */
  'GET /api/v1/content-links': {
    name: 'content_link.list';
    fields: {
      content?: string | null;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        contact: string;
        content: string;
        created_at: string;
        employee: string;
        id: string;
        last_opened_at?: string | null;
        opens: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** content_link.create: An address for one of one's customers; whoever opens it is taken for that one. */
  'POST /api/v1/content-links': {
    name: 'content_link.create';
    fields: {
      contact: string;
      content: string;
    };
    bytes: false;
    answer: {
      code: string | null;
      duplicate?: boolean;
      link: {
        contact: string;
        content: string;
        created_at: string;
        employee: string;
        id: string;
        last_opened_at?: string | null;
        opens: number;
      };
    };
  };
  /** content_link.look: What is behind a link; counted once a minute. */
  'POST /api/v1/content-links/look': {
    name: 'content_link.look';
    fields: {
      code: string;
    };
    bytes: false;
    answer: {
      body: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      };
      company: string;
      kind: 'article' | 'file' | 'link' | 'mini_page';
    };
  };
  /** content_link.file: The file behind a link. */
  'GET /api/v1/content-links/{code}/file': {
    name: 'content_link.file';
    fields: {
      code: string;
    };
    bytes: false;
    answer: Blob;
  };
  /** content.list: What one may show, newest first. */
  'GET /api/v1/contents': {
    name: 'content.list';
    fields: {
      cursor?: string | null;
      kind?: 'article' | 'file' | 'link' | 'mini_page' | null;
      limit?: number | null;
      query?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        everybody: boolean;
        id: string;
        kind: 'article' | 'file' | 'link' | 'mini_page';
        opens: number;
        title: string;
        updated_at: string;
        version: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** content.create: An article, a file, a link or a mini page to show to customers. */
  'POST /api/v1/contents': {
    name: 'content.create';
    fields: {
      body: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      };
      kind: 'article' | 'file' | 'link' | 'mini_page';
      visibility?: {
        departments: number[];
        everybody: boolean;
        members: string[];
      } | null;
    };
    bytes: false;
    answer: {
      body: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      };
      created_at: string;
      created_by: string;
      departments: number[];
      duplicate?: boolean;
      everybody: boolean;
      id: string;
      kind: 'article' | 'file' | 'link' | 'mini_page';
      members: string[];
      opens: number;
      updated_at: string;
      version: number;
    };
  };
  /** content.delete: Takes it out of the library; its links say that it is gone. */
  'DELETE /api/v1/contents/{content}': {
    name: 'content.delete';
    fields: {
      content: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** content.get: A content as it is now. */
  'GET /api/v1/contents/{content}': {
    name: 'content.get';
    fields: {
      content: string;
    };
    bytes: false;
    answer: {
      body: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      };
      created_at: string;
      created_by: string;
      departments: number[];
      everybody: boolean;
      id: string;
      kind: 'article' | 'file' | 'link' | 'mini_page';
      members: string[];
      opens: number;
      updated_at: string;
      version: number;
    };
  };
  /** content.update: A new version, or who sees it. */
  'PATCH /api/v1/contents/{content}': {
    name: 'content.update';
    fields: {
      content: string;
      body?: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      } | null;
      visibility?: {
        departments: number[];
        everybody: boolean;
        members: string[];
      } | null;
    };
    bytes: false;
    answer: {
      body: {
        file?: string | null;
        sections?: {
          label?: string | null;
          text?: string | null;
          title?: string | null;
          url?: string | null;
        }[] | null;
        summary?: string | null;
        text?: string | null;
        title: string;
        url?: string | null;
      };
      created_at: string;
      created_by: string;
      departments: number[];
      duplicate?: boolean;
      everybody: boolean;
      id: string;
      kind: 'article' | 'file' | 'link' | 'mini_page';
      members: string[];
      opens: number;
      updated_at: string;
      version: number;
    };
  };
  /** content.file: The file of a content. */
  'GET /api/v1/contents/{content}/file': {
    name: 'content.file';
    fields: {
      content: string;
    };
    bytes: false;
    answer: Blob;
  };
  /** content.opens: Who opened which link when, newest first: of one's own links, or of all with library_manage. */
  'GET /api/v1/contents/{content}/opens': {
    name: 'content.opens';
    fields: {
      content: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        at: string;
        contact: string;
        employee: string;
        id: string;
        link: string;
        version: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** content.versions: What it was, newest first. */
  'GET /api/v1/contents/{content}/versions': {
    name: 'content.versions';
    fields: {
      content: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        body: {
          file?: string | null;
          sections?: {
            label?: string | null;
            text?: string | null;
            title?: string | null;
            url?: string | null;
          }[] | null;
          summary?: string | null;
          text?: string | null;
          title: string;
          url?: string | null;
        };
        created_at: string;
        created_by: string;
        version: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** conversation.list: The caller's conversations, newest activity first. */
  'GET /api/v1/conversations': {
    name: 'conversation.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        active_at: string;
        dismissed: boolean;
        first_seq: number;
        head_seq: number;
        id: string;
        joined_seq: number;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        last?: {
          actor: string;
          at: string;
          kind: string;
          preview: string;
          seq: number;
        } | null;
        left_seq?: number | null;
        member_count: number;
        message_count: number;
        mute_all_until?: string | null;
        muted_until?: string | null;
        name: string;
        notify: 'all' | 'mentions' | 'none';
        owner?: string | null;
        peer?: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        } | null;
        pinned: boolean;
        read_seq: number;
        role: 'member' | 'admin' | 'owner';
        unread: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** conversation.open_direct: The direct chat with somebody; made when there is none. */
  'POST /api/v1/conversations/direct': {
    name: 'conversation.open_direct';
    fields: {
      peer: string;
    };
    bytes: false;
    answer: {
      active_at: string;
      dismissed: boolean;
      duplicate?: boolean;
      first_seq: number;
      head_seq: number;
      id: string;
      joined_seq: number;
      kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
      last?: {
        actor: string;
        at: string;
        kind: string;
        preview: string;
        seq: number;
      } | null;
      left_seq?: number | null;
      member_count: number;
      message_count: number;
      mute_all_until?: string | null;
      muted_until?: string | null;
      name: string;
      notify: 'all' | 'mentions' | 'none';
      owner?: string | null;
      peer?: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      } | null;
      pinned: boolean;
      read_seq: number;
      role: 'member' | 'admin' | 'owner';
      unread: number;
    };
  };
  /** conversation.get: A conversation with a page of its members, its pinned messages and, of a group, its rules. */
  'GET /api/v1/conversations/{conversation}': {
    name: 'conversation.get';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      conversation: {
        active_at: string;
        dismissed: boolean;
        first_seq: number;
        head_seq: number;
        id: string;
        joined_seq: number;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        last?: {
          actor: string;
          at: string;
          kind: string;
          preview: string;
          seq: number;
        } | null;
        left_seq?: number | null;
        member_count: number;
        message_count: number;
        mute_all_until?: string | null;
        muted_until?: string | null;
        name: string;
        notify: 'all' | 'mentions' | 'none';
        owner?: string | null;
        peer?: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        } | null;
        pinned: boolean;
        read_seq: number;
        role: 'member' | 'admin' | 'owner';
        unread: number;
      };
      members: {
        items: {
          joined_seq: number;
          muted_until?: string | null;
          principal: {
            department: string;
            id: string;
            kind: 'member' | 'external' | 'app' | 'bot' | 'system';
            name: string;
            role: 'member' | 'admin' | 'owner';
            status: 'not_activated' | 'active' | 'disabled' | 'left';
            title: string;
            userid: string;
          };
          read_seq: number;
          role: 'member' | 'admin' | 'owner';
        }[];
        next_cursor?: string | null;
      };
      pins: number[];
      rules?: {
        confirm_invites: boolean;
        invite: 'everybody' | 'admins';
        member_limit?: number | null;
        mention_all: 'everybody' | 'admins';
        notice?: {
          at: string;
          by: string;
          text: string;
        } | null;
        owner_only: boolean;
        rename: 'everybody' | 'admins';
        retention_days?: number | null;
      } | null;
    };
  };
  /** entry.list: A stretch of the log, forwards or backwards. */
  'GET /api/v1/conversations/{conversation}/entries': {
    name: 'entry.list';
    fields: {
      after?: number | null;
      before?: number | null;
      conversation: string;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      covers: {
        from: number;
        to: number;
      };
      first_seq: number;
      head_seq: number;
      items: {
        actor: string;
        at: string;
        body: Record<string, unknown>;
        client_id?: string | null;
        kind: string;
        message_no: number;
        seq: number;
      }[];
    };
  };
  /** conversation.members: Members of a conversation, owner and admins first. */
  'GET /api/v1/conversations/{conversation}/members': {
    name: 'conversation.members';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        joined_seq: number;
        muted_until?: string | null;
        principal: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
        read_seq: number;
        role: 'member' | 'admin' | 'owner';
      }[];
      next_cursor?: string | null;
    };
  };
  /** message.send: Sends a message; the answer means that it is durably stored. */
  'POST /api/v1/conversations/{conversation}/messages': {
    name: 'message.send';
    fields: {
      conversation: string;
      body: Record<string, unknown>;
      client_id: string;
      kind: 'text' | 'rich' | 'location' | 'link' | 'contact' | 'forward' | 'image' | 'file' | 'voice' | 'video' | 'news' | 'text_card' | 'template_card';
    };
    bytes: false;
    answer: {
      at: string;
      conversation: string;
      duplicate: boolean;
      message_no: number;
      seq: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** message.edit: Replaces the text of one's own message, within the company's window. */
  'PUT /api/v1/conversations/{conversation}/messages/{seq}': {
    name: 'message.edit';
    fields: {
      conversation: string;
      seq: number;
      body: Record<string, unknown>;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** app_card.act: Presses a button of a card that an app sent you, with what you chose on it; the app is told. */
  'POST /api/v1/conversations/{conversation}/messages/{seq}/act': {
    name: 'app_card.act';
    fields: {
      conversation: string;
      seq: number;
      choices?: {
        option_ids: string[];
        question_key: string;
      }[] | null;
      key: string;
    };
    bytes: false;
    answer: {
      duplicate: boolean;
      seq: number;
    };
  };
  /** message.hide: Deletes a message for oneself alone, for good; the others keep it. */
  'POST /api/v1/conversations/{conversation}/messages/{seq}/hide': {
    name: 'message.hide';
    fields: {
      conversation: string;
      seq: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      hidden: boolean;
    };
  };
  /** message.pin: Pins a message for everybody, or unpins it. */
  'PUT /api/v1/conversations/{conversation}/messages/{seq}/pin': {
    name: 'message.pin';
    fields: {
      conversation: string;
      seq: number;
      pinned: boolean;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** message.react: Adds or takes away an emoji. */
  'PUT /api/v1/conversations/{conversation}/messages/{seq}/reaction': {
    name: 'message.react';
    fields: {
      conversation: string;
      seq: number;
      emoji: string;
      on: boolean;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** conversation.read_list: Who has read a message. */
  'GET /api/v1/conversations/{conversation}/messages/{seq}/readers': {
    name: 'conversation.read_list';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
      seq: number;
    };
    bytes: false;
    answer: {
      items: {
        principal: string;
        read: boolean;
      }[];
      next_cursor?: string | null;
      read_count: number;
      unread_count: number;
    };
  };
  /** message.recall: Takes a message back, within the company's window. */
  'POST /api/v1/conversations/{conversation}/messages/{seq}/recall': {
    name: 'message.recall';
    fields: {
      conversation: string;
      seq: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** message.star: Puts a message into one's own list of stars, or takes it out. */
  'PUT /api/v1/conversations/{conversation}/messages/{seq}/star': {
    name: 'message.star';
    fields: {
      conversation: string;
      seq: number;
      starred: boolean;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      starred: boolean;
    };
  };
  /** conversation.preferences: Pins a conversation in one's own list, or mutes its notifications. */
  'PUT /api/v1/conversations/{conversation}/preferences': {
    name: 'conversation.preferences';
    fields: {
      conversation: string;
      notify?: 'all' | 'mentions' | 'none' | null;
      pinned?: boolean | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      notify: 'all' | 'mentions' | 'none';
      pinned: boolean;
    };
  };
  /** conversation.read: Marks everything up to a seq as read. */
  'POST /api/v1/conversations/{conversation}/read': {
    name: 'conversation.read';
    fields: {
      conversation: string;
      seq: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      read_seq: number;
      unread: number;
    };
  };
  /** conversation.typing: Tells the others that the caller is typing. */
  'POST /api/v1/conversations/{conversation}/typing': {
    name: 'conversation.typing';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** customer_chat.add_colleague: Colleagues take part in a chat with a customer, who is told. */
  'POST /api/v1/customer-chats/{conversation}/colleagues': {
    name: 'customer_chat.add_colleague';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      changed: string[];
      duplicate?: boolean;
    };
  };
  /** customer_chat.remove_colleague: Colleagues take part no longer; who takes part may go by itself. */
  'POST /api/v1/customer-chats/{conversation}/colleagues/remove': {
    name: 'customer_chat.remove_colleague';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      changed: string[];
      duplicate?: boolean;
    };
  };
  /** customer_chat.end: End a temporary chat before its time; its closing words are said */
  'POST /api/v1/customer-chats/{conversation}/end': {
    name: 'customer_chat.end';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** customer_note.open: The conversation of notes beside a chat with a customer; made when there is none. */
  'POST /api/v1/customer-chats/{conversation}/notes': {
    name: 'customer_note.open';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      conversation: string;
      duplicate?: boolean;
    };
  };
  /** customer_figures.days: Sums of employees within reach, day by day. */
  'POST /api/v1/customer-figures/days': {
    name: 'customer_figures.days';
    fields: {
      department?: number | null;
      employees?: string[] | null;
      from: string;
      to: string;
    };
    bytes: false;
    answer: {
      as_of: string;
      complete: boolean;
      duplicate?: boolean;
      items: {
        day: string;
        figures: {
          added: number;
          asked: number;
          chats: number;
          first_reply_minutes?: number | null;
          lost: number;
          messages: number;
          rating?: number | null;
          ratings: number;
          replied: number;
          replied_percent?: number | null;
          requests: number;
        };
      }[];
      total: {
        added: number;
        asked: number;
        chats: number;
        first_reply_minutes?: number | null;
        lost: number;
        messages: number;
        rating?: number | null;
        ratings: number;
        replied: number;
        replied_percent?: number | null;
        requests: number;
      };
    };
  };
  /** customer_figures.employees: Sums of some days for each employee within reach who has any; by id. */
  'POST /api/v1/customer-figures/employees': {
    name: 'customer_figures.employees';
    fields: {
      cursor?: string | null;
      department?: number | null;
      employees?: string[] | null;
      from: string;
      limit?: number | null;
      to: string;
    };
    bytes: false;
    answer: {
      as_of: string;
      complete: boolean;
      duplicate?: boolean;
      items: {
        employee: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
        figures: {
          added: number;
          asked: number;
          chats: number;
          first_reply_minutes?: number | null;
          lost: number;
          messages: number;
          rating?: number | null;
          ratings: number;
          replied: number;
          replied_percent?: number | null;
          requests: number;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** customer_figures.export: Writes figures within reach into a table; the job's result names the file. */
  'POST /api/v1/customer-figures/export': {
    name: 'customer_figures.export';
    fields: {
      department?: number | null;
      format: 'xlsx' | 'csv';
      from: string;
      of: 'employees' | 'employee_days' | 'groups' | 'group_days';
      to: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** customer_figures.groups: Groups with customers, by their owners or by days. */
  'POST /api/v1/customer-figures/groups': {
    name: 'customer_figures.groups';
    fields: {
      by: 'owner' | 'day';
      cursor?: string | null;
      department?: number | null;
      from: string;
      limit?: number | null;
      owners?: string[] | null;
      to: string;
    };
    bytes: false;
    answer: {
      as_of: string;
      complete: boolean;
      duplicate?: boolean;
      items: {
        day?: string | null;
        figures: {
          active: number;
          groups: number;
          joins: number;
          leaves: number;
          messages: number;
        };
        owner?: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        } | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** customer_figures.mine: One's own figures, day by day. */
  'GET /api/v1/customer-figures/mine': {
    name: 'customer_figures.mine';
    fields: {
      from: string;
      to: string;
    };
    bytes: false;
    answer: {
      as_of: string;
      complete: boolean;
      items: {
        day: string;
        figures: {
          added: number;
          asked: number;
          chats: number;
          first_reply_minutes?: number | null;
          lost: number;
          messages: number;
          rating?: number | null;
          ratings: number;
          replied: number;
          replied_percent?: number | null;
          requests: number;
        };
      }[];
      total: {
        added: number;
        asked: number;
        chats: number;
        first_reply_minutes?: number | null;
        lost: number;
        messages: number;
        rating?: number | null;
        ratings: number;
        replied: number;
        replied_percent?: number | null;
        requests: number;
      };
    };
  };
  /** customer_figures.teams: Sums of a department and of those right below it, each with all below. */
  'GET /api/v1/customer-figures/teams/{department}': {
    name: 'customer_figures.teams';
    fields: {
      department: number;
      from: string;
      to: string;
    };
    bytes: false;
    answer: {
      as_of: string;
      complete: boolean;
      items: {
        department: number;
        employees: number;
        figures: {
          added: number;
          asked: number;
          chats: number;
          first_reply_minutes?: number | null;
          lost: number;
          messages: number;
          rating?: number | null;
          ratings: number;
          replied: number;
          replied_percent?: number | null;
          requests: number;
        };
        name: string;
      }[];
    };
  };
  /** customer_group.transfer: Gives up to 100 groups to another employee, whose owners work on or have left; an answer for each. */
  'POST /api/v1/customer-group-transfers': {
    name: 'customer_group.transfer';
    fields: {
      groups: string[];
      to: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      results: {
        allowed_at?: string | null;
        code: 'done' | 'not_a_group' | 'dismissed' | 'same_owner' | 'out_of_reach' | 'long_gone' | 'capped' | 'day_full' | 'unknown' | 'left' | 'disabled' | 'not_activated' | 'inactive' | 'outside_range' | 'not_verified';
        from?: string | null;
        group: string;
        text: string;
      }[];
    };
  };
  /** customer_group.list: Groups with customers, newest first: those one runs, or with customers_manage those of its people; assignable: whose owner has left. */
  'GET /api/v1/customer-groups': {
    name: 'customer_group.list';
    fields: {
      assignable?: boolean | null;
      cursor?: string | null;
      dismissed?: boolean | null;
      limit?: number | null;
      owner?: string | null;
      query?: string | null;
      scope?: 'mine' | 'company' | null;
    };
    bytes: false;
    answer: {
      items: {
        assignable: boolean;
        created_at: string;
        customers: number;
        dismissed: boolean;
        hours?: {
          spans: {
            days: number[];
            from: string;
            to: string;
          }[];
          zone: string;
        } | null;
        id: string;
        member_count: number;
        name: string;
        number?: number | null;
        off_hours: string;
        owner?: string | null;
        way?: string | null;
        welcome?: string | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** customer_group.create: A group that customers can be brought into, with its first employees. Its owner serves customers; for somebody else with customers_manage. */
  'POST /api/v1/customer-groups': {
    name: 'customer_group.create';
    fields: {
      members?: string[] | null;
      name: string;
      owner?: string | null;
    };
    bytes: false;
    answer: {
      assignable: boolean;
      created_at: string;
      customers: number;
      dismissed: boolean;
      duplicate?: boolean;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      member_count: number;
      name: string;
      number?: number | null;
      off_hours: string;
      owner?: string | null;
      way?: string | null;
      welcome?: string | null;
    };
  };
  /** customer_group.get: A group with customers, for the employees in it and for whose customers_manage reaches its owner. */
  'GET /api/v1/customer-groups/{conversation}': {
    name: 'customer_group.get';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      assignable: boolean;
      created_at: string;
      customers: number;
      dismissed: boolean;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      member_count: number;
      name: string;
      number?: number | null;
      off_hours: string;
      owner?: string | null;
      way?: string | null;
      welcome?: string | null;
    };
  };
  /** customer_group.update: When the associate is there, what is answered outside of that, and the greeting; by who runs the group, or with customers_manage. */
  'PATCH /api/v1/customer-groups/{conversation}': {
    name: 'customer_group.update';
    fields: {
      conversation: string;
      clear?: ('hours' | 'off_hours' | 'welcome')[] | null;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      off_hours?: string | null;
      welcome?: string | null;
    };
    bytes: false;
    answer: {
      assignable: boolean;
      created_at: string;
      customers: number;
      dismissed: boolean;
      duplicate?: boolean;
      hours?: {
        spans: {
          days: number[];
          from: string;
          to: string;
        }[];
        zone: string;
      } | null;
      id: string;
      member_count: number;
      name: string;
      number?: number | null;
      off_hours: string;
      owner?: string | null;
      way?: string | null;
      welcome?: string | null;
    };
  };
  /** customer_group.associate: Who runs a group one is in, and whether it is there now. */
  'GET /api/v1/customer-groups/{conversation}/associate': {
    name: 'customer_group.associate';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      card?: {
        avatar?: string | null;
        company: string;
        hours?: string | null;
        name: string;
        online: boolean;
        principal: string;
        title: string;
        verified: boolean;
      } | null;
      hours?: string | null;
      open: boolean;
    };
  };
  /** customer_group.call_associate: A message that calls who runs the group; outside its hours the off-hours answer follows, once each time it is away. */
  'POST /api/v1/customer-groups/{conversation}/calls': {
    name: 'customer_group.call_associate';
    fields: {
      conversation: string;
      client_id: string;
      text?: string | null;
    };
    bytes: false;
    answer: {
      answered: boolean;
      duplicate: boolean;
      open: boolean;
      seq: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** customer_group.leave: Leaves a group. */
  'POST /api/v1/customer-groups/{conversation}/leave': {
    name: 'customer_group.leave';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** customer_request.list: Customers who wait to be accepted, by you or by somebody within your reach; newest first */
  'GET /api/v1/customer-requests': {
    name: 'customer_request.list';
    fields: {
      cursor?: string | null;
      employee?: string | null;
      limit?: number | null;
      status?: 'waiting' | 'accepted' | 'refused' | 'ignored' | null;
    };
    bytes: false;
    answer: {
      items: {
        contact: string;
        created_at: string;
        decided_at?: string | null;
        decided_by?: string | null;
        employee: string;
        id: string;
        message: string;
        name: string;
        state: string;
        status: 'waiting' | 'accepted' | 'refused' | 'ignored';
        way: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** customer_request.accept: Serve this customer */
  'POST /api/v1/customer-requests/{request}/accept': {
    name: 'customer_request.accept';
    fields: {
      request: string;
      employee?: string | null;
      remark?: string | null;
    };
    bytes: false;
    answer: {
      conversation?: string | null;
      duplicate?: boolean;
      request: {
        contact: string;
        created_at: string;
        decided_at?: string | null;
        decided_by?: string | null;
        employee: string;
        id: string;
        message: string;
        name: string;
        state: string;
        status: 'waiting' | 'accepted' | 'refused' | 'ignored';
        way: string;
      };
    };
  };
  /** customer_request.ignore: Do not, and say nothing; it may be accepted later */
  'POST /api/v1/customer-requests/{request}/ignore': {
    name: 'customer_request.ignore';
    fields: {
      request: string;
    };
    bytes: false;
    answer: {
      conversation?: string | null;
      duplicate?: boolean;
      request: {
        contact: string;
        created_at: string;
        decided_at?: string | null;
        decided_by?: string | null;
        employee: string;
        id: string;
        message: string;
        name: string;
        state: string;
        status: 'waiting' | 'accepted' | 'refused' | 'ignored';
        way: string;
      };
    };
  };
  /** customer_request.refuse: Do not; the customer is told */
  'POST /api/v1/customer-requests/{request}/refuse': {
    name: 'customer_request.refuse';
    fields: {
      request: string;
    };
    bytes: false;
    answer: {
      conversation?: string | null;
      duplicate?: boolean;
      request: {
        contact: string;
        created_at: string;
        decided_at?: string | null;
        decided_by?: string | null;
        employee: string;
        id: string;
        message: string;
        name: string;
        state: string;
        status: 'waiting' | 'accepted' | 'refused' | 'ignored';
        way: string;
      };
    };
  };
  /** customer_welcome.send: Greets a customer who has just come, in the name of who serves it, with the code that the app was told. */
  'POST /api/v1/customer-welcomes': {
    name: 'customer_welcome.send';
    fields: {
      code: string;
      greeting: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
    };
    bytes: false;
    answer: {
      conversation: string;
      duplicate?: boolean;
      follow: string;
    };
  };
  /** department.tree: `top`, or the root, and all departments below it, each after its parent. */
  'GET /api/v1/department-tree': {
    name: 'department.tree';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      top?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        full_name: string;
        has_children: boolean;
        leaders: string[];
        level: number;
        member_count: number;
        name: string;
        name_en: string;
        number: number;
        parent?: number | null;
        position: number;
        total_count?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** department.list: The departments directly below `parent`, or below the root, in their order. */
  'GET /api/v1/departments': {
    name: 'department.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      parent?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        full_name: string;
        has_children: boolean;
        leaders: string[];
        level: number;
        member_count: number;
        name: string;
        name_en: string;
        number: number;
        parent?: number | null;
        position: number;
        total_count?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** department.create: A new department below `parent`, or below the root. */
  'POST /api/v1/departments': {
    name: 'department.create';
    fields: {
      name: string;
      name_en?: string | null;
      number?: number | null;
      parent?: number | null;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      full_name: string;
      has_children: boolean;
      leaders: string[];
      level: number;
      member_count: number;
      name: string;
      name_en: string;
      number: number;
      parent?: number | null;
      position: number;
      total_count?: number | null;
    };
  };
  /** department.delete: Deletes a department in which nobody and nothing is. */
  'DELETE /api/v1/departments/{department}': {
    name: 'department.delete';
    fields: {
      department: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** department.get: A department, with how many people are in it. */
  'GET /api/v1/departments/{department}': {
    name: 'department.get';
    fields: {
      department: number;
    };
    bytes: false;
    answer: {
      full_name: string;
      has_children: boolean;
      leaders: string[];
      level: number;
      member_count: number;
      name: string;
      name_en: string;
      number: number;
      parent?: number | null;
      position: number;
      total_count?: number | null;
    };
  };
  /** department.update: Changes a department's names, its place among its siblings, or who leads it. */
  'PATCH /api/v1/departments/{department}': {
    name: 'department.update';
    fields: {
      department: number;
      leaders?: string[] | null;
      name?: string | null;
      name_en?: string | null;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      full_name: string;
      has_children: boolean;
      leaders: string[];
      level: number;
      member_count: number;
      name: string;
      name_en: string;
      number: number;
      parent?: number | null;
      position: number;
      total_count?: number | null;
    };
  };
  /** department.members: Who is in a department, in order; with `recursive` also below it, each once, by userid. */
  'GET /api/v1/departments/{department}/members': {
    name: 'department.members';
    fields: {
      cursor?: string | null;
      department: number;
      limit?: number | null;
      recursive?: boolean | null;
    };
    bytes: false;
    answer: {
      items: {
        leader: boolean;
        main: boolean;
        position: number;
        principal: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** department.move: Puts a department, with all below it, below another one. */
  'PUT /api/v1/departments/{department}/parent': {
    name: 'department.move';
    fields: {
      department: number;
      parent: number;
      position?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      full_name: string;
      has_children: boolean;
      leaders: string[];
      level: number;
      member_count: number;
      name: string;
      name_en: string;
      number: number;
      parent?: number | null;
      position: number;
      total_count?: number | null;
    };
  };
  /** export.start: Write the people within your reach into a table; the job's result names the file */
  'POST /api/v1/exports': {
    name: 'export.start';
    fields: {
      department?: number | null;
      format: 'xlsx' | 'csv';
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** file.upload: Uploads a small file in one request. */
  'POST /api/v1/files': {
    name: 'file.upload';
    fields: {
      name: string;
      purpose?: 'file' | 'image' | 'voice' | 'video' | 'avatar' | 'import' | null;
      sha256?: string | null;
    };
    bytes: true;
    answer: {
      created_at: string;
      duration_ms?: number | null;
      examined: 'waiting' | 'done' | 'unreadable';
      height?: number | null;
      id: string;
      name: string;
      sha256: string;
      size: number;
      thumbnails: string[];
      type: string;
      width?: number | null;
    };
  };
  /** file.get: What is known of a file. */
  'GET /api/v1/files/{file}': {
    name: 'file.get';
    fields: {
      file: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      duration_ms?: number | null;
      examined: 'waiting' | 'done' | 'unreadable';
      height?: number | null;
      id: string;
      name: string;
      sha256: string;
      size: number;
      thumbnails: string[];
      type: string;
      width?: number | null;
    };
  };
  /** file.content: The bytes of a file, or a smaller picture of it. Takes Range. */
  'GET /api/v1/files/{file}/content': {
    name: 'file.content';
    fields: {
      download?: boolean | null;
      file: string;
      size?: 'small' | 'medium' | null;
    };
    bytes: false;
    answer: Blob;
  };
  /** follow.remove: The employee serves this customer no longer: the chat is closed. */
  'DELETE /api/v1/follows/{follow}': {
    name: 'follow.remove';
    fields: {
      follow: string;
    };
    bytes: false;
    answer: {
      active_at: string;
      added_at: string;
      company: string;
      contact: string;
      conversation: string;
      description: string;
      duplicate?: boolean;
      employee: string;
      ended_at?: string | null;
      id: string;
      phones: string[];
      remark: string;
      source: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api';
      state: string;
      status: 'active' | 'lost' | 'removed' | 'handed_over';
      tags: number[];
      way?: string | null;
    };
  };
  /** follow.update: What an employee writes down about a customer: remark, description, company, phones. */
  'PATCH /api/v1/follows/{follow}': {
    name: 'follow.update';
    fields: {
      follow: string;
      company?: string | null;
      description?: string | null;
      phones?: string[] | null;
      remark?: string | null;
    };
    bytes: false;
    answer: {
      active_at: string;
      added_at: string;
      company: string;
      contact: string;
      conversation: string;
      description: string;
      duplicate?: boolean;
      employee: string;
      ended_at?: string | null;
      id: string;
      phones: string[];
      remark: string;
      source: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api';
      state: string;
      status: 'active' | 'lost' | 'removed' | 'handed_over';
      tags: number[];
      way?: string | null;
    };
  };
  /** follow.share: A colleague serves this customer too, in a chat of its own. */
  'POST /api/v1/follows/{follow}/share': {
    name: 'follow.share';
    fields: {
      follow: string;
      message?: string | null;
      to: string;
    };
    bytes: false;
    answer: {
      conversation: string;
      duplicate?: boolean;
      employee: string;
      follow: string;
    };
  };
  /** follow.tag: Gives and takes tags of a customer. */
  'POST /api/v1/follows/{follow}/tags': {
    name: 'follow.tag';
    fields: {
      follow: string;
      add?: number[] | null;
      remove?: number[] | null;
    };
    bytes: false;
    answer: {
      active_at: string;
      added_at: string;
      company: string;
      contact: string;
      conversation: string;
      description: string;
      duplicate?: boolean;
      employee: string;
      ended_at?: string | null;
      id: string;
      phones: string[];
      remark: string;
      source: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api';
      state: string;
      status: 'active' | 'lost' | 'removed' | 'handed_over';
      tags: number[];
      way?: string | null;
    };
  };
  /** group_welcome.list: The company's greetings, newest first: for groups and ways to choose from. */
  'GET /api/v1/group-welcomes': {
    name: 'group_welcome.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        changed_at: string;
        created_at: string;
        created_by: string;
        greeting: {
          attachments?: {
            description?: string | null;
            file?: string | null;
            image_url?: string | null;
            kind: 'image' | 'video' | 'file' | 'link';
            title?: string | null;
            url?: string | null;
          }[] | null;
          text?: string | null;
        };
        id: string;
        name: string;
      }[];
    };
  };
  /** group_welcome.create: A greeting for who comes into groups with customers: 3,000 bytes with {name}, {employee} and {company}, and attachments; 100 of a company. */
  'POST /api/v1/group-welcomes': {
    name: 'group_welcome.create';
    fields: {
      greeting: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      name: string;
    };
    bytes: false;
    answer: {
      changed_at: string;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      greeting: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      id: string;
      name: string;
    };
  };
  /** group_welcome.delete: Deletes a greeting; groups and ways that had it have none. */
  'DELETE /api/v1/group-welcomes/{welcome}': {
    name: 'group_welcome.delete';
    fields: {
      welcome: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** group_welcome.update: Changes a greeting, wherever it is used. */
  'PATCH /api/v1/group-welcomes/{welcome}': {
    name: 'group_welcome.update';
    fields: {
      welcome: string;
      greeting?: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      } | null;
      name?: string | null;
    };
    bytes: false;
    answer: {
      changed_at: string;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      greeting: {
        attachments?: {
          description?: string | null;
          file?: string | null;
          image_url?: string | null;
          kind: 'image' | 'video' | 'file' | 'link';
          title?: string | null;
          url?: string | null;
        }[] | null;
        text?: string | null;
      };
      id: string;
      name: string;
    };
  };
  /** group.create: A new group with the caller as its owner, 2 to 2,000 people. */
  'POST /api/v1/groups': {
    name: 'group.create';
    fields: {
      members: string[];
      name: string;
    };
    bytes: false;
    answer: {
      active_at: string;
      dismissed: boolean;
      duplicate?: boolean;
      first_seq: number;
      head_seq: number;
      id: string;
      joined_seq: number;
      kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
      last?: {
        actor: string;
        at: string;
        kind: string;
        preview: string;
        seq: number;
      } | null;
      left_seq?: number | null;
      member_count: number;
      message_count: number;
      mute_all_until?: string | null;
      muted_until?: string | null;
      name: string;
      notify: 'all' | 'mentions' | 'none';
      owner?: string | null;
      peer?: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      } | null;
      pinned: boolean;
      read_seq: number;
      role: 'member' | 'admin' | 'owner';
      unread: number;
    };
  };
  /** group.draw_link: The address of a link as a QR picture. */
  'POST /api/v1/groups/draw-link': {
    name: 'group.draw_link';
    fields: {
      code: string;
      format: 'svg' | 'png';
      origin: string;
    };
    bytes: false;
    answer: {
      data: string | null;
      duplicate?: boolean;
      link: string | null;
      type: string;
    };
  };
  /** group.join: Joins by a link, or waits where that asks for approval. */
  'POST /api/v1/groups/join': {
    name: 'group.join';
    fields: {
      code: string;
    };
    bytes: false;
    answer: {
      conversation: string;
      duplicate?: boolean;
      seq: number;
      waiting: boolean;
    };
  };
  /** group.preview: What a link leads to. */
  'POST /api/v1/groups/preview': {
    name: 'group.preview';
    fields: {
      code: string;
    };
    bytes: false;
    answer: {
      approval: boolean;
      duplicate?: boolean;
      inside: boolean;
      member_count: number;
      name: string;
    };
  };
  /** group.dismiss: Ends a group for everybody; its history stays readable. The owner only, or, while that is disabled, whose groups_manage reaches it. */
  'DELETE /api/v1/groups/{conversation}': {
    name: 'group.dismiss';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.update: Renames a group. */
  'PATCH /api/v1/groups/{conversation}': {
    name: 'group.update';
    fields: {
      conversation: string;
      name: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.add_admins: Makes members admins, 50 at most; the owner only. */
  'POST /api/v1/groups/{conversation}/admins': {
    name: 'group.add_admins';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.remove_admins: Makes admins ordinary members again; the owner only. */
  'POST /api/v1/groups/{conversation}/admins/remove': {
    name: 'group.remove_admins';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.leave: Leaves a group; an owner's place goes to the active admin who has been in longest, else to the active member. */
  'POST /api/v1/groups/{conversation}/leave': {
    name: 'group.leave';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.links: The links that are neither over nor revoked, without their codes; for the owner and the admins. */
  'GET /api/v1/groups/{conversation}/links': {
    name: 'group.links';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        active: boolean;
        approval: boolean;
        created_at: string;
        created_by: string;
        expires_at: string;
        id: string;
        most_uses?: number | null;
        uses: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** group.create_link: A way into the group for whoever holds the code, which is told this once; by who may add people. */
  'POST /api/v1/groups/{conversation}/links': {
    name: 'group.create_link';
    fields: {
      conversation: string;
      approval?: boolean | null;
      expires_in_s?: number | null;
      most_uses?: number | null;
    };
    bytes: false;
    answer: {
      code: string | null;
      duplicate?: boolean;
      link: {
        active: boolean;
        approval: boolean;
        created_at: string;
        created_by: string;
        expires_at: string;
        id: string;
        most_uses?: number | null;
        uses: number;
      };
    };
  };
  /** group.revoke_link: Ends a link; the owner and the admins. */
  'DELETE /api/v1/groups/{conversation}/links/{link}': {
    name: 'group.revoke_link';
    fields: {
      conversation: string;
      link: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** group.add_members: Adds people to a group; those who are in already are passed over. Where invitations are confirmed, those of an ordinary member wait. */
  'POST /api/v1/groups/{conversation}/members': {
    name: 'group.add_members';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      added: string[];
      duplicate?: boolean;
      member_count: number;
      seq: number;
      waiting: string[];
    };
  };
  /** group.mute_members: Silences ordinary members, until a time or until it is lifted; by the owner and the admins. */
  'PUT /api/v1/groups/{conversation}/members/mute': {
    name: 'group.mute_members';
    fields: {
      conversation: string;
      members: string[];
      muted: boolean;
      until?: string | null;
    };
    bytes: false;
    answer: {
      changed: string[];
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.remove_members: Takes people out of a group; its owner, and its admins ordinary members. */
  'POST /api/v1/groups/{conversation}/members/remove': {
    name: 'group.remove_members';
    fields: {
      conversation: string;
      members: string[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member_count: number;
      removed: string[];
      seq: number;
    };
  };
  /** group.mute_all: Only the owner and the admins write, until a time or until it is lifted; by them. */
  'PUT /api/v1/groups/{conversation}/mute': {
    name: 'group.mute_all';
    fields: {
      conversation: string;
      muted: boolean;
      until?: string | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.set_notice: What everybody in the group is to know; its owner and admins. Empty: none. */
  'PUT /api/v1/groups/{conversation}/notice': {
    name: 'group.set_notice';
    fields: {
      conversation: string;
      text: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.transfer_owner: Makes another member the owner; the owner only, or, while that is disabled, whose groups_manage reaches it. */
  'PUT /api/v1/groups/{conversation}/owner': {
    name: 'group.transfer_owner';
    fields: {
      conversation: string;
      owner: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.requests: Who waits to join, oldest first; for the owner and the admins. */
  'GET /api/v1/groups/{conversation}/requests': {
    name: 'group.requests';
    fields: {
      conversation: string;
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        id: string;
        invited_by?: string | null;
        principal: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** group.approve_request: Lets somebody in who waits; the owner and the admins. */
  'POST /api/v1/groups/{conversation}/requests/{request}/approve': {
    name: 'group.approve_request';
    fields: {
      conversation: string;
      request: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member_count: number;
      seq: number;
    };
  };
  /** group.reject_request: Does not let somebody in who waits; the owner and the admins. */
  'POST /api/v1/groups/{conversation}/requests/{request}/reject': {
    name: 'group.reject_request';
    fields: {
      conversation: string;
      request: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member_count: number;
      seq: number;
    };
  };
  /** robot.list: The robots of a group. */
  'GET /api/v1/groups/{conversation}/robots': {
    name: 'robot.list';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      items: {
        addresses?: string[] | null;
        callback?: string | null;
        conversation: string;
        created_at: string;
        created_by: string;
        id: string;
        name: string;
        rotated_at: string;
        sent: number;
      }[];
    };
  };
  /** robot.create: A robot that writes into the group; its key is shown this once. For who manages the group. */
  'POST /api/v1/groups/{conversation}/robots': {
    name: 'robot.create';
    fields: {
      conversation: string;
      addresses?: string[] | null;
      name: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      key: string | null;
      robot: {
        addresses?: string[] | null;
        callback?: string | null;
        conversation: string;
        created_at: string;
        created_by: string;
        id: string;
        name: string;
        rotated_at: string;
        sent: number;
      };
    };
  };
  /** group.set_rules: Who may do what in a group; its owner and admins. Who manages it and how large it may become: its owner. */
  'PUT /api/v1/groups/{conversation}/rules': {
    name: 'group.set_rules';
    fields: {
      conversation: string;
      confirm_invites?: boolean | null;
      invite?: 'everybody' | 'admins' | null;
      member_limit?: number | null;
      mention_all?: 'everybody' | 'admins' | null;
      owner_only?: boolean | null;
      rename?: 'everybody' | 'admins' | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      seq: number;
    };
  };
  /** group.words: The group's own list of words. */
  'GET /api/v1/groups/{conversation}/words': {
    name: 'group.words';
    fields: {
      conversation: string;
    };
    bytes: false;
    answer: {
      action: 'block' | 'warn';
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
  };
  /** group.set_words: Replaces the group's own list; an empty one takes it away. Who manages the group. */
  'PUT /api/v1/groups/{conversation}/words': {
    name: 'group.set_words';
    fields: {
      conversation: string;
      action?: 'block' | 'warn' | null;
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
    bytes: false;
    answer: {
      action: 'block' | 'warn';
      duplicate?: boolean;
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
  };
  /** hand_over.bulk: Hands up to 10,000 customers over, or all of somebody who has left, by a job. */
  'POST /api/v1/hand-over-bulks': {
    name: 'hand_over.bulk';
    fields: {
      customers?: string[] | null;
      from: string;
      message?: string | null;
      to?: string[] | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      job: string;
      total: number;
    };
  };
  /** hand_over.bulk_results: What became of each customer of a large assignment. */
  'GET /api/v1/hand-over-bulks/{job}': {
    name: 'hand_over.bulk_results';
    fields: {
      cursor?: string | null;
      job: string;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        code?: 'started' | 'done' | 'not_a_customer' | 'pending' | 'capped' | 'same_owner' | 'out_of_reach' | 'unknown' | 'left' | 'disabled' | 'not_activated' | 'inactive' | 'outside_range' | 'not_verified' | 'full' | 'company_full' | 'nobody' | 'failed' | null;
        customer: string;
        hand_over?: string | null;
        number: number;
        text: string;
        to?: string | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** hand_over.results: What became of the customers that one employee handed over to another, up to 1,000 a page. */
  'GET /api/v1/hand-over-results': {
    name: 'hand_over.results';
    fields: {
      cursor?: string | null;
      from: string;
      limit?: number | null;
      to: string;
    };
    bytes: false;
    answer: {
      items: {
        at: string;
        customer: string;
        hand_over: string;
        status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
      }[];
      next_cursor?: string | null;
    };
  };
  /** hand_over.suggest: Who could take an employee's customers, and why: near departments first, there the least loaded. */
  'GET /api/v1/hand-over-suggestions': {
    name: 'hand_over.suggest';
    fields: {
      from: string;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        customers: number;
        department: string;
        employee: {
          id: string;
          name: string;
        };
        reason: string;
        waiting: number;
      }[];
    };
  };
  /** hand_over.list: Hand-overs, newest first: one's own, or of whom one manages customers. */
  'GET /api/v1/hand-overs': {
    name: 'hand_over.list';
    fields: {
      cursor?: string | null;
      customer?: string | null;
      from?: string | null;
      limit?: number | null;
      status?: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed' | null;
      to?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        begun_at: string;
        begun_by: string;
        bulk?: string | null;
        conversation: string;
        customer: {
          id: string;
          name: string;
        };
        effective_at: string;
        ended_at?: string | null;
        from: {
          id: string;
          name: string;
        };
        id: string;
        kind: 'on_job' | 'resigned';
        message: string;
        reason: string;
        status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
        to: {
          id: string;
          name: string;
        };
        undo_until?: string | null;
        undone_at?: string | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** hand_over.begin: Begins to hand over customers of an employee who works on; an answer for each. */
  'POST /api/v1/hand-overs': {
    name: 'hand_over.begin';
    fields: {
      customers: string[];
      from: string;
      message?: string | null;
      to: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      results: {
        allowed_at?: string | null;
        code: 'started' | 'done' | 'not_a_customer' | 'pending' | 'capped' | 'same_owner' | 'out_of_reach' | 'unknown' | 'left' | 'disabled' | 'not_activated' | 'inactive' | 'outside_range' | 'not_verified' | 'full' | 'company_full' | 'nobody' | 'failed';
        customer: string;
        effective_at?: string | null;
        hand_over?: string | null;
        text: string;
      }[];
    };
  };
  /** hand_over.get: One hand-over; for both sides and who manages customers of one. */
  'GET /api/v1/hand-overs/{hand_over}': {
    name: 'hand_over.get';
    fields: {
      hand_over: string;
    };
    bytes: false;
    answer: {
      begun_at: string;
      begun_by: string;
      bulk?: string | null;
      conversation: string;
      customer: {
        id: string;
        name: string;
      };
      effective_at: string;
      ended_at?: string | null;
      from: {
        id: string;
        name: string;
      };
      id: string;
      kind: 'on_job' | 'resigned';
      message: string;
      reason: string;
      status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
      to: {
        id: string;
        name: string;
      };
      undo_until?: string | null;
      undone_at?: string | null;
    };
  };
  /** hand_over.cancel: Ends a hand-over before it takes effect. */
  'POST /api/v1/hand-overs/{hand_over}/cancel': {
    name: 'hand_over.cancel';
    fields: {
      hand_over: string;
    };
    bytes: false;
    answer: {
      begun_at: string;
      begun_by: string;
      bulk?: string | null;
      conversation: string;
      customer: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      effective_at: string;
      ended_at?: string | null;
      from: {
        id: string;
        name: string;
      };
      id: string;
      kind: 'on_job' | 'resigned';
      message: string;
      reason: string;
      status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
      to: {
        id: string;
        name: string;
      };
      undo_until?: string | null;
      undone_at?: string | null;
    };
  };
  /** hand_over.undo: Takes a hand-over back that took effect, with all that was written since. */
  'POST /api/v1/hand-overs/{hand_over}/undo': {
    name: 'hand_over.undo';
    fields: {
      hand_over: string;
    };
    bytes: false;
    answer: {
      begun_at: string;
      begun_by: string;
      bulk?: string | null;
      conversation: string;
      customer: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
      effective_at: string;
      ended_at?: string | null;
      from: {
        id: string;
        name: string;
      };
      id: string;
      kind: 'on_job' | 'resigned';
      message: string;
      reason: string;
      status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
      to: {
        id: string;
        name: string;
      };
      undo_until?: string | null;
      undone_at?: string | null;
    };
  };
  /** hello: Where to start, or to go on after having been away. On a WebSocket, live events start with the answer. */
  'POST /api/v1/hello': {
    name: 'hello';
    fields: {
      cursor?: string | null;
      cursors?: Record<string, number> | null;
      device?: string | null;
      epoch?: string | null;
      token?: string | null;
    };
    bytes: false;
    answer: {
      company: string;
      conversations: {
        active_at: string;
        dismissed: boolean;
        first_seq: number;
        head_seq: number;
        id: string;
        joined_seq: number;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        last?: {
          actor: string;
          at: string;
          kind: string;
          preview: string;
          seq: number;
        } | null;
        left_seq?: number | null;
        limited: boolean;
        member_count: number;
        message_count: number;
        mute_all_until?: string | null;
        muted_until?: string | null;
        name: string;
        notify: 'all' | 'mentions' | 'none';
        owner?: string | null;
        peer?: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        } | null;
        pinned: boolean;
        read_seq: number;
        reset: boolean;
        role: 'member' | 'admin' | 'owner';
        unread: number;
      }[];
      duplicate?: boolean;
      epoch: string;
      epoch_changed: boolean;
      limits: {
        edit_window_s: number;
        frame_bytes: number;
        group_members: number;
        in_flight: number;
        recall_window_s: number;
        text_characters: number;
      };
      next_cursor?: string | null;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      server_time: string;
      session: string;
    };
  };
  /** import.template: The table to fill in, with the company's own fields */
  'GET /api/v1/import-template': {
    name: 'import.template';
    fields: {
      format?: 'xlsx' | 'csv' | null;
    };
    bytes: false;
    answer: Blob;
  };
  /** import.list: Your imports, newest first */
  'GET /api/v1/imports': {
    name: 'import.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        adds: number;
        applied: number;
        create_departments: boolean;
        created_at: string;
        created_by: string;
        errors: number;
        failed: number;
        file: string;
        file_name: string;
        id: string;
        ignored_columns: string[];
        job: string;
        new_departments: number;
        numbered: boolean;
        status: 'checking' | 'checked' | 'applying' | 'applied';
        unchanged: number;
        updates: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** import.start: Check an uploaded table of people row by row; nothing is changed yet */
  'POST /api/v1/imports': {
    name: 'import.start';
    fields: {
      create_departments?: boolean | null;
      file: string;
      numbered?: boolean | null;
    };
    bytes: false;
    answer: {
      adds: number;
      applied: number;
      create_departments: boolean;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      errors: number;
      failed: number;
      file: string;
      file_name: string;
      id: string;
      ignored_columns: string[];
      job: string;
      new_departments: number;
      numbered: boolean;
      status: 'checking' | 'checked' | 'applying' | 'applied';
      unchanged: number;
      updates: number;
    };
  };
  /** import.get: What an import would do, or did */
  'GET /api/v1/imports/{import}': {
    name: 'import.get';
    fields: {
      import: string;
    };
    bytes: false;
    answer: {
      adds: number;
      applied: number;
      create_departments: boolean;
      created_at: string;
      created_by: string;
      errors: number;
      failed: number;
      file: string;
      file_name: string;
      id: string;
      ignored_columns: string[];
      job: string;
      new_departments: number;
      numbered: boolean;
      status: 'checking' | 'checked' | 'applying' | 'applied';
      unchanged: number;
      updates: number;
    };
  };
  /** import.apply: Do what the check announced; rows that are wrong are left out */
  'POST /api/v1/imports/{import}/apply': {
    name: 'import.apply';
    fields: {
      import: string;
    };
    bytes: false;
    answer: {
      adds: number;
      applied: number;
      create_departments: boolean;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      errors: number;
      failed: number;
      file: string;
      file_name: string;
      id: string;
      ignored_columns: string[];
      job: string;
      new_departments: number;
      numbered: boolean;
      status: 'checking' | 'checked' | 'applying' | 'applied';
      unchanged: number;
      updates: number;
    };
  };
  /** import.new_departments: The departments that an import would make */
  'GET /api/v1/imports/{import}/departments': {
    name: 'import.new_departments';
    fields: {
      action?: 'add' | 'update' | 'unchanged' | 'error' | null;
      cursor?: string | null;
      import: string;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        path: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** import.rows: The rows of an import in their order; `action` picks those of one kind */
  'GET /api/v1/imports/{import}/rows': {
    name: 'import.rows';
    fields: {
      action?: 'add' | 'update' | 'unchanged' | 'error' | null;
      cursor?: string | null;
      import: string;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        action: 'add' | 'update' | 'unchanged' | 'error';
        changes: string[];
        problems: {
          column: string;
          reason: string;
        }[];
        row: number;
        state: 'waiting' | 'done' | 'failed';
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** invitation.list: The invitations within your reach, newest first */
  'GET /api/v1/invitations': {
    name: 'invitation.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        approval: boolean;
        created_at: string;
        created_by: string;
        departments: number[];
        expires_at: string;
        id: string;
        live: boolean;
        note: string;
        used: number;
        uses_left?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** invitation.create: Make a link by which people join these departments; its code is shown this once */
  'POST /api/v1/invitations': {
    name: 'invitation.create';
    fields: {
      approval?: boolean | null;
      departments: number[];
      hours?: number | null;
      note?: string | null;
      uses?: number | null;
    };
    bytes: false;
    answer: {
      code: string | null;
      duplicate?: boolean;
      invitation: {
        approval: boolean;
        created_at: string;
        created_by: string;
        departments: number[];
        expires_at: string;
        id: string;
        live: boolean;
        note: string;
        used: number;
        uses_left?: number | null;
      };
      link: string | null;
    };
  };
  /** invitation.draw: The link of a code as a QR picture */
  'POST /api/v1/invitations/draw': {
    name: 'invitation.draw';
    fields: {
      code: string;
      format: 'png' | 'svg';
      origin: string;
    };
    bytes: false;
    answer: {
      data: string | null;
      duplicate?: boolean;
      link: string | null;
      type: string;
    };
  };
  /** invitation.revoke: End an invitation */
  'DELETE /api/v1/invitations/{invitation}': {
    name: 'invitation.revoke';
    fields: {
      invitation: string;
    };
    bytes: false;
    answer: {
      approval: boolean;
      created_at: string;
      created_by: string;
      departments: number[];
      duplicate?: boolean;
      expires_at: string;
      id: string;
      live: boolean;
      note: string;
      used: number;
      uses_left?: number | null;
    };
  };
  /** job.list: The jobs you started, newest first; who manages the settings sees all of the company */
  'GET /api/v1/jobs': {
    name: 'job.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        done: number;
        finished_at?: string | null;
        id: string;
        kind: string;
        reason?: string | null;
        result?: Record<string, unknown> | null;
        run_at: string;
        started_by?: string | null;
        status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
        total?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** job.get: How far a job is, and what came of it */
  'GET /api/v1/jobs/{job}': {
    name: 'job.get';
    fields: {
      job: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** job.cancel: Stop a job that somebody started; what its steps did stays done */
  'POST /api/v1/jobs/{job}/cancel': {
    name: 'job.cancel';
    fields: {
      job: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      done: number;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      kind: string;
      reason?: string | null;
      result?: Record<string, unknown> | null;
      run_at: string;
      started_by?: string | null;
      status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
      total?: number | null;
    };
  };
  /** invitation.accept: Join by an invitation; the answer has the code that sets your first password */
  'POST /api/v1/join': {
    name: 'invitation.accept';
    fields: {
      code: string;
      mobile?: string | null;
      name: string;
      userid: string;
    };
    bytes: false;
    answer: {
      activation: string;
      request: string;
      status: 'waiting' | 'joined' | 'refused';
    };
  };
  /** join_request.list: Who waits to be let in, or came in, within your reach; newest first */
  'GET /api/v1/join-requests': {
    name: 'join_request.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      status?: 'waiting' | 'joined' | 'refused' | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        decided_at?: string | null;
        decided_by?: string | null;
        id: string;
        invitation: string;
        mobile: string;
        name: string;
        principal?: string | null;
        status: 'waiting' | 'joined' | 'refused';
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** join_request.decide: Let somebody in who waits, or not */
  'POST /api/v1/join-requests/{request}': {
    name: 'join_request.decide';
    fields: {
      request: string;
      approve: boolean;
    };
    bytes: false;
    answer: {
      created_at: string;
      decided_at?: string | null;
      decided_by?: string | null;
      duplicate?: boolean;
      id: string;
      invitation: string;
      mobile: string;
      name: string;
      principal?: string | null;
      status: 'waiting' | 'joined' | 'refused';
      userid: string;
    };
  };
  /** join_way.list: Join ways, the same; newest first. */
  'GET /api/v1/join-ways': {
    name: 'join_way.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      scope?: 'mine' | 'company' | null;
    };
    bytes: false;
    answer: {
      items: {
        auto_open: boolean;
        created_at: string;
        created_by: string;
        expires_at?: string | null;
        id: string;
        joins: number;
        next_number: number;
        opened: number;
        path: string;
        prefix: string;
        remark: string;
        state: string;
        welcome?: string | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** join_way.create: A code by which customers come into up to five groups that one runs, or whose owners contact_ways_manage reaches; the next group is opened when all are full. */
  'POST /api/v1/join-ways': {
    name: 'join_way.create';
    fields: {
      auto_open?: boolean | null;
      base?: number | null;
      expires_at?: string | null;
      groups: string[];
      prefix?: string | null;
      remark?: string | null;
      state?: string | null;
      welcome?: string | null;
    };
    bytes: false;
    answer: {
      auto_open: boolean;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      expires_at?: string | null;
      groups: {
        conversation: string;
        dismissed: boolean;
        member_count: number;
        name: string;
        named: boolean;
        owner?: string | null;
      }[];
      id: string;
      joins: number;
      next_number: number;
      opened: number;
      path: string;
      prefix: string;
      remark: string;
      state: string;
      welcome?: string | null;
    };
  };
  /** join_way.delete: Ends a join way; who has its code comes in no more. */
  'DELETE /api/v1/join-ways/{way}': {
    name: 'join_way.delete';
    fields: {
      way: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** join_way.get: A join way with its groups: one's own, or with contact_ways_manage those of its people. */
  'GET /api/v1/join-ways/{way}': {
    name: 'join_way.get';
    fields: {
      way: string;
    };
    bytes: false;
    answer: {
      auto_open: boolean;
      created_at: string;
      created_by: string;
      expires_at?: string | null;
      groups: {
        conversation: string;
        dismissed: boolean;
        member_count: number;
        name: string;
        named: boolean;
        owner?: string | null;
      }[];
      id: string;
      joins: number;
      next_number: number;
      opened: number;
      path: string;
      prefix: string;
      remark: string;
      state: string;
      welcome?: string | null;
    };
  };
  /** join_way.update: Changes what is given of a join way; groups it has opened stay behind those that are named. */
  'PATCH /api/v1/join-ways/{way}': {
    name: 'join_way.update';
    fields: {
      way: string;
      auto_open?: boolean | null;
      base?: number | null;
      clear?: ('welcome' | 'expires_at')[] | null;
      expires_at?: string | null;
      groups?: string[] | null;
      prefix?: string | null;
      remark?: string | null;
      state?: string | null;
      welcome?: string | null;
    };
    bytes: false;
    answer: {
      auto_open: boolean;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      expires_at?: string | null;
      groups: {
        conversation: string;
        dismissed: boolean;
        member_count: number;
        name: string;
        named: boolean;
        owner?: string | null;
      }[];
      id: string;
      joins: number;
      next_number: number;
      opened: number;
      path: string;
      prefix: string;
      remark: string;
      state: string;
      welcome?: string | null;
    };
  };
  /** join_way.draw: The link of a join way as a QR picture. */
  'GET /api/v1/join-ways/{way}/picture': {
    name: 'join_way.draw';
    fields: {
      format?: 'png' | 'svg' | null;
      origin: string;
      way: string;
    };
    bytes: false;
    answer: {
      data: string;
      link: string;
      type: string;
    };
  };
  /** invitation.look: Which company an invitation is for */
  'POST /api/v1/join/look': {
    name: 'invitation.look';
    fields: {
      code: string;
    };
    bytes: false;
    answer: {
      company: string;
    };
  };
  /** me.get: Who you are and what you may do */
  'GET /api/v1/me': {
    name: 'me.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      company: {
        id: string;
        name: string;
      };
      permissions: {
        company: boolean;
        departments: number[];
        permission: 'departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage';
      }[];
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      role: 'member' | 'admin' | 'owner';
      session: string;
    };
  };
  /** me.change_password: Change your password; your other devices are signed out */
  'POST /api/v1/me/password': {
    name: 'me.change_password';
    fields: {
      new_password: string;
      old_password: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      revoked: number;
    };
  };
  /** field.list: The company's own fields of a member. */
  'GET /api/v1/member-fields': {
    name: 'field.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        choices: string[];
        kind: 'text' | 'number' | 'date' | 'choice' | 'link';
        name: string;
        number: number;
        position: number;
        shown: boolean;
      }[];
    };
  };
  /** field.create: A new field, 20 at most. */
  'POST /api/v1/member-fields': {
    name: 'field.create';
    fields: {
      choices?: string[] | null;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      position?: number | null;
      shown?: boolean | null;
    };
    bytes: false;
    answer: {
      choices: string[];
      duplicate?: boolean;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      number: number;
      position: number;
      shown: boolean;
    };
  };
  /** field.delete: Deletes a field; nobody sees its values any more. */
  'DELETE /api/v1/member-fields/{field}': {
    name: 'field.delete';
    fields: {
      field: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** field.update: Changes a field's name, choices, place, or who is shown it. */
  'PATCH /api/v1/member-fields/{field}': {
    name: 'field.update';
    fields: {
      field: number;
      choices?: string[] | null;
      name?: string | null;
      position?: number | null;
      shown?: boolean | null;
    };
    bytes: false;
    answer: {
      choices: string[];
      duplicate?: boolean;
      kind: 'text' | 'number' | 'date' | 'choice' | 'link';
      name: string;
      number: number;
      position: number;
      shown: boolean;
    };
  };
  /** member.search: Members by the beginning of a userid, a name or one of its words, pinyin or its initials; by userid. */
  'GET /api/v1/member-search': {
    name: 'member.search';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      query: string;
    };
    bytes: false;
    answer: {
      items: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** member.list: The members by userid; `query` is the start of a userid or name */
  'GET /api/v1/members': {
    name: 'member.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      query?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** member.create: Add a member; only an owner adds administrators and owners */
  'POST /api/v1/members': {
    name: 'member.create';
    fields: {
      department?: string | null;
      name: string;
      password?: string | null;
      role?: 'member' | 'admin' | 'owner' | null;
      title?: string | null;
      userid: string;
    };
    bytes: false;
    answer: {
      department: string;
      duplicate?: boolean;
      id: string;
      kind: 'member' | 'external' | 'app' | 'bot' | 'system';
      name: string;
      role: 'member' | 'admin' | 'owner';
      status: 'not_activated' | 'active' | 'disabled' | 'left';
      title: string;
      userid: string;
    };
  };
  /** member.get: A member with all that you may know of it. */
  'GET /api/v1/members/{member}': {
    name: 'member.get';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      alias: string;
      avatar?: string | null;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      email: string;
      fields: {
        field: number;
        value: string;
      }[];
      gender: 'unknown' | 'male' | 'female';
      mobile: string;
      name_en: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      tags: number[];
      telephone: string;
    };
  };
  /** member.update: Changes what is known of a member; an empty text takes a value away. */
  'PATCH /api/v1/members/{member}': {
    name: 'member.update';
    fields: {
      member: string;
      alias?: string | null;
      email?: string | null;
      fields?: {
        field: number;
        value: string;
      }[] | null;
      gender?: 'unknown' | 'male' | 'female' | null;
      mobile?: string | null;
      name?: string | null;
      name_en?: string | null;
      telephone?: string | null;
      title?: string | null;
    };
    bytes: false;
    answer: {
      alias: string;
      avatar?: string | null;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      duplicate?: boolean;
      email: string;
      fields: {
        field: number;
        value: string;
      }[];
      gender: 'unknown' | 'male' | 'female';
      mobile: string;
      name_en: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      tags: number[];
      telephone: string;
    };
  };
  /** activation.create: Make a code with which a member without a password sets the first one; the code before it ends */
  'POST /api/v1/members/{member}/activation': {
    name: 'activation.create';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      code: string | null;
      duplicate?: boolean;
      expires_at: string;
      link: string | null;
    };
  };
  /** member.remove_avatar: Takes your own picture away, or that of a member whom you manage. */
  'DELETE /api/v1/members/{member}/avatar': {
    name: 'member.remove_avatar';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      alias: string;
      avatar?: string | null;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      duplicate?: boolean;
      email: string;
      fields: {
        field: number;
        value: string;
      }[];
      gender: 'unknown' | 'male' | 'female';
      mobile: string;
      name_en: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      tags: number[];
      telephone: string;
    };
  };
  /** member.avatar: The picture of a member, for everybody who sees the member. */
  'GET /api/v1/members/{member}/avatar': {
    name: 'member.avatar';
    fields: {
      member: string;
      size?: 'small' | 'medium' | null;
    };
    bytes: false;
    answer: Blob;
  };
  /** member.set_avatar: Makes an uploaded picture your own, or that of a member whom you manage. */
  'PUT /api/v1/members/{member}/avatar': {
    name: 'member.set_avatar';
    fields: {
      member: string;
      file: string;
    };
    bytes: false;
    answer: {
      alias: string;
      avatar?: string | null;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      duplicate?: boolean;
      email: string;
      fields: {
        field: number;
        value: string;
      }[];
      gender: 'unknown' | 'male' | 'female';
      mobile: string;
      name_en: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      tags: number[];
      telephone: string;
    };
  };
  /** member.set_departments: Puts a member into these departments and no others; the first is the main one unless another says so. */
  'PUT /api/v1/members/{member}/departments': {
    name: 'member.set_departments';
    fields: {
      member: string;
      departments: {
        department: number;
        leader?: boolean | null;
        main?: boolean | null;
        position?: number | null;
      }[];
    };
    bytes: false;
    answer: {
      alias: string;
      avatar?: string | null;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      duplicate?: boolean;
      email: string;
      fields: {
        field: number;
        value: string;
      }[];
      gender: 'unknown' | 'male' | 'female';
      mobile: string;
      name_en: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      tags: number[];
      telephone: string;
    };
  };
  /** member.offboard: Ends a member's time in the company: sessions at once, groups by a job; what is left is listed. */
  'POST /api/v1/members/{member}/offboard': {
    name: 'member.offboard';
    fields: {
      member: string;
      free_userid?: boolean | null;
      reason?: string | null;
    };
    bytes: false;
    answer: {
      actor?: string | null;
      conversations: number;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      duplicate?: boolean;
      finished_at?: string | null;
      groups: number;
      groups_owned: number;
      invitations: number;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      reason: string;
      roles: {
        builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
        company: boolean;
        departments: number[];
        name: string;
      }[];
      started_at: string;
      userid: string;
    };
  };
  /** member.reset_password: Give a member a new password; all its devices are signed out */
  'PUT /api/v1/members/{member}/password': {
    name: 'member.reset_password';
    fields: {
      member: string;
      password: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      revoked: number;
    };
  };
  /** member.set_role: Give a member a role; one owner always remains */
  'PUT /api/v1/members/{member}/role': {
    name: 'member.set_role';
    fields: {
      member: string;
      role: 'member' | 'admin' | 'owner';
    };
    bytes: false;
    answer: {
      department: string;
      duplicate?: boolean;
      id: string;
      kind: 'member' | 'external' | 'app' | 'bot' | 'system';
      name: string;
      role: 'member' | 'admin' | 'owner';
      status: 'not_activated' | 'active' | 'disabled' | 'left';
      title: string;
      userid: string;
    };
  };
  /** member.set_status: Disable a member, with all sessions, or let it back in */
  'PUT /api/v1/members/{member}/status': {
    name: 'member.set_status';
    fields: {
      member: string;
      status: 'active' | 'disabled';
    };
    bytes: false;
    answer: {
      department: string;
      duplicate?: boolean;
      id: string;
      kind: 'member' | 'external' | 'app' | 'bot' | 'system';
      name: string;
      role: 'member' | 'admin' | 'owner';
      status: 'not_activated' | 'active' | 'disabled' | 'left';
      title: string;
      userid: string;
    };
  };
  /** member.unverify: Takes that back; who serves already goes on. */
  'POST /api/v1/members/{member}/unverify': {
    name: 'member.unverify';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member: string;
      verified_at?: string | null;
    };
  };
  /** member.verify: Says that a member's real name was seen. */
  'POST /api/v1/members/{member}/verify': {
    name: 'member.verify';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member: string;
      verified_at?: string | null;
    };
  };
  /** app.list_mine: The apps that you are in the range of. */
  'GET /api/v1/my-apps': {
    name: 'app.list_mine';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        app: number;
        conversation?: string | null;
        description: string;
        home_url?: string | null;
        id: string;
        logo?: string | null;
        menu?: Record<string, unknown> | null;
        name: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** app.enter: Opens your chat with an app; it is made when there is none. The app is told, when it asked for that. */
  'POST /api/v1/my-apps/{app}/enter': {
    name: 'app.enter';
    fields: {
      app: number;
    };
    bytes: false;
    answer: {
      app: number;
      conversation?: string | null;
      description: string;
      duplicate?: boolean;
      home_url?: string | null;
      id: string;
      logo?: string | null;
      menu?: Record<string, unknown> | null;
      name: string;
    };
  };
  /** app_menu.click: Presses a button of an app's menu; the app is told, and the answer says what the client does. */
  'POST /api/v1/my-apps/{app}/menu/click': {
    name: 'app_menu.click';
    fields: {
      app: number;
      button: number[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      event_key?: string | null;
      type: 'click' | 'view' | 'scancode_push' | 'scancode_waitmsg' | 'pic_sysphoto' | 'pic_photo_or_album' | 'pic_weixin' | 'location_select' | 'view_miniprogram';
      url?: string | null;
    };
  };
  /** offboarding.list: Who has left, newest first. */
  'GET /api/v1/offboardings': {
    name: 'offboarding.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        actor?: string | null;
        conversations: number;
        departments: {
          department: number;
          full_name: string;
          leader: boolean;
          main: boolean;
          position: number;
        }[];
        finished_at?: string | null;
        groups: number;
        groups_owned: number;
        invitations: number;
        principal: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
        reason: string;
        roles: {
          builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
          company: boolean;
          departments: number[];
          name: string;
        }[];
        started_at: string;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** offboarding.get: Who left when, and how much was left behind. */
  'GET /api/v1/offboardings/{member}': {
    name: 'offboarding.get';
    fields: {
      member: string;
    };
    bytes: false;
    answer: {
      actor?: string | null;
      conversations: number;
      departments: {
        department: number;
        full_name: string;
        leader: boolean;
        main: boolean;
        position: number;
      }[];
      finished_at?: string | null;
      groups: number;
      groups_owned: number;
      invitations: number;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      reason: string;
      roles: {
        builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
        company: boolean;
        departments: number[];
        name: string;
      }[];
      started_at: string;
      userid: string;
    };
  };
  /** offboarding.conversations: The direct chats of who has left, with how much is in them. */
  'GET /api/v1/offboardings/{member}/conversations': {
    name: 'offboarding.conversations';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      member: string;
    };
    bytes: false;
    answer: {
      items: {
        active_at: string;
        conversation: string;
        message_count: number;
        peer: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** offboarding.groups: The groups that were left, and who owns now what the departed owned. */
  'GET /api/v1/offboardings/{member}/groups': {
    name: 'offboarding.groups';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      member: string;
    };
    bytes: false;
    answer: {
      items: {
        conversation: string;
        heir?: string | null;
        left_at: string;
        name: string;
        owned: boolean;
      }[];
      next_cursor?: string | null;
    };
  };
  /** permission.list: The permissions there are, and which of them can be held for departments */
  'GET /api/v1/permissions': {
    name: 'permission.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        departments: boolean;
        permission: 'departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage';
      }[];
    };
  };
  /** presence.get: Who is connected now; with `watch`, this session is told of changes. */
  'POST /api/v1/presence': {
    name: 'presence.get';
    fields: {
      principals: string[];
      watch?: boolean | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      items: {
        last_seen_at?: string | null;
        online: boolean;
        principal: string;
      }[];
    };
  };
  /** principal.get: Who somebody is */
  'GET /api/v1/principals/{principal}': {
    name: 'principal.get';
    fields: {
      principal: string;
    };
    bytes: false;
    answer: {
      department: string;
      id: string;
      kind: 'member' | 'external' | 'app' | 'bot' | 'system';
      name: string;
      role: 'member' | 'admin' | 'owner';
      status: 'not_activated' | 'active' | 'disabled' | 'left';
      title: string;
      userid: string;
    };
  };
  /** quick_reply.list: One's own, one's teams', the company's. */
  'GET /api/v1/quick-replies': {
    name: 'quick_reply.list';
    fields: {
      cursor?: string | null;
      folder?: string | null;
      limit?: number | null;
      query?: string | null;
      scope?: 'personal' | 'team' | 'company' | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        created_by: string;
        department?: number | null;
        folder: string;
        id: string;
        last_used_at?: string | null;
        scope: 'personal' | 'team' | 'company';
        text: string;
        title: string;
        updated_at: string;
        uses: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** quick_reply.create: A text to say again: one's own; a team's, by its leaders; the company's, with library_manage. */
  'POST /api/v1/quick-replies': {
    name: 'quick_reply.create';
    fields: {
      department?: number | null;
      folder?: string | null;
      scope: 'personal' | 'team' | 'company';
      text: string;
      title: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      created_by: string;
      department?: number | null;
      duplicate?: boolean;
      folder: string;
      id: string;
      last_used_at?: string | null;
      scope: 'personal' | 'team' | 'company';
      text: string;
      title: string;
      updated_at: string;
      uses: number;
    };
  };
  /** quick_reply.delete: Takes it away. */
  'DELETE /api/v1/quick-replies/{reply}': {
    name: 'quick_reply.delete';
    fields: {
      reply: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** quick_reply.update: Changes what is given. */
  'PATCH /api/v1/quick-replies/{reply}': {
    name: 'quick_reply.update';
    fields: {
      reply: string;
      folder?: string | null;
      text?: string | null;
      title?: string | null;
    };
    bytes: false;
    answer: {
      created_at: string;
      created_by: string;
      department?: number | null;
      duplicate?: boolean;
      folder: string;
      id: string;
      last_used_at?: string | null;
      scope: 'personal' | 'team' | 'company';
      text: string;
      title: string;
      updated_at: string;
      uses: number;
    };
  };
  /** quick_reply.use: The text with its places filled in for a chat; counted. */
  'POST /api/v1/quick-replies/{reply}/use': {
    name: 'quick_reply.use';
    fields: {
      reply: string;
      conversation?: string | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      text: string;
      uses: number;
    };
  };
  /** quick_reply.folders: The folders one finds replies in. */
  'GET /api/v1/quick-reply-folders': {
    name: 'quick_reply.folders';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        count: number;
        department?: number | null;
        folder: string;
        scope: 'personal' | 'team' | 'company';
      }[];
    };
  };
  /** quick_reply.rename_folder: Moves what is in a folder to one of another name. */
  'PUT /api/v1/quick-reply-folders': {
    name: 'quick_reply.rename_folder';
    fields: {
      department?: number | null;
      folder: string;
      name: string;
      scope: 'personal' | 'team' | 'company';
    };
    bytes: false;
    answer: {
      changed: number;
      duplicate?: boolean;
    };
  };
  /** hand_over.resigned: Begins to hand over customers of somebody who has left; an answer for each. */
  'POST /api/v1/resigned-hand-overs': {
    name: 'hand_over.resigned';
    fields: {
      customers: string[];
      from: string;
      message?: string | null;
      to: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      results: {
        allowed_at?: string | null;
        code: 'started' | 'done' | 'not_a_customer' | 'pending' | 'capped' | 'same_owner' | 'out_of_reach' | 'unknown' | 'left' | 'disabled' | 'not_activated' | 'inactive' | 'outside_range' | 'not_verified' | 'full' | 'company_full' | 'nobody' | 'failed';
        customer: string;
        effective_at?: string | null;
        hand_over?: string | null;
        text: string;
      }[];
    };
  };
  /** robot.send: A message of the robot whose key is given; 20 a minute. */
  'POST /api/v1/robots/send': {
    name: 'robot.send';
    fields: {
      client_id?: string | null;
      file?: {
        media_id: string;
      } | null;
      image?: {
        base64?: string | null;
        md5?: string | null;
        media_id?: string | null;
      } | null;
      key: string;
      markdown?: {
        content: string;
      } | null;
      markdown_v2?: {
        content: string;
      } | null;
      msgtype: 'text' | 'markdown' | 'image' | 'news' | 'file' | 'markdown_v2' | 'voice' | 'template_card';
      news?: {
        articles: {
          description?: string | null;
          picurl?: string | null;
          title: string;
          url: string;
        }[];
      } | null;
      template_card?: {
        action_menu?: {
          action_list: {
            key: string;
            text: string;
          }[];
          desc?: string | null;
        } | null;
        button_list?: {
          key?: string | null;
          style?: number | null;
          text: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        button_selection?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        } | null;
        card_action?: {
          appid?: string | null;
          pagepath?: string | null;
          type: number;
          url?: string | null;
        } | null;
        card_image?: {
          aspect_ratio?: number | null;
          url: string;
        } | null;
        card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
        checkbox?: {
          disable?: boolean | null;
          mode?: number | null;
          option_list: {
            id: string;
            is_checked?: boolean | null;
            text: string;
          }[];
          question_key: string;
        } | null;
        emphasis_content?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        horizontal_content_list?: {
          keyname: string;
          media_id?: string | null;
          type?: number | null;
          url?: string | null;
          userid?: string | null;
          value?: string | null;
        }[] | null;
        image_text_area?: {
          appid?: string | null;
          desc?: string | null;
          image_url: string;
          pagepath?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        jump_list?: {
          appid?: string | null;
          pagepath?: string | null;
          title: string;
          type?: number | null;
          url?: string | null;
        }[] | null;
        main_title?: {
          desc?: string | null;
          title?: string | null;
        } | null;
        quote_area?: {
          appid?: string | null;
          pagepath?: string | null;
          quote_text?: string | null;
          title?: string | null;
          type?: number | null;
          url?: string | null;
        } | null;
        select_list?: {
          disable?: boolean | null;
          option_list: {
            id: string;
            text: string;
          }[];
          question_key: string;
          selected_id?: string | null;
          title?: string | null;
        }[] | null;
        source?: {
          desc?: string | null;
          desc_color?: number | null;
          icon_url?: string | null;
        } | null;
        sub_title_text?: string | null;
        submit_button?: {
          key: string;
          text: string;
        } | null;
        task_id?: string | null;
        vertical_content_list?: {
          desc?: string | null;
          title: string;
        }[] | null;
      } | null;
      text?: {
        content: string;
        mentioned_list?: string[] | null;
        mentioned_mobile_list?: string[] | null;
      } | null;
      voice?: {
        media_id: string;
      } | null;
    };
    bytes: false;
    answer: {
      at: string;
      conversation: string;
      duplicate: boolean;
      message_no: number;
      not_mentioned: string[];
      remaining?: number | null;
      resets_at?: string | null;
      seq: number;
      warning?: {
        field: string;
        matched: string;
        rule: string;
      } | null;
    };
  };
  /** robot.upload: Stores a file for the messages of the robot whose key is given. */
  'POST /api/v1/robots/upload': {
    name: 'robot.upload';
    fields: {
      filename: string;
      key: string;
      type?: 'file' | 'image' | 'voice' | null;
    };
    bytes: true;
    answer: {
      created_at: string;
      duration_ms?: number | null;
      examined: 'waiting' | 'done' | 'unreadable';
      height?: number | null;
      id: string;
      name: string;
      sha256: string;
      size: number;
      thumbnails: string[];
      type: string;
      width?: number | null;
    };
  };
  /** robot.delete: Takes a robot away; what it wrote stays. */
  'DELETE /api/v1/robots/{robot}': {
    name: 'robot.delete';
    fields: {
      robot: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** robot.update: Renames a robot, or says from where it may write. */
  'PATCH /api/v1/robots/{robot}': {
    name: 'robot.update';
    fields: {
      robot: string;
      addresses?: string[] | null;
      name?: string | null;
    };
    bytes: false;
    answer: {
      addresses?: string[] | null;
      callback?: string | null;
      conversation: string;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      id: string;
      name: string;
      rotated_at: string;
      sent: number;
    };
  };
  /** robot.remove_callback: Nothing is told to the robot any more. */
  'DELETE /api/v1/robots/{robot}/callback': {
    name: 'robot.remove_callback';
    fields: {
      robot: string;
    };
    bytes: false;
    answer: {
      addresses?: string[] | null;
      callback?: string | null;
      conversation: string;
      created_at: string;
      created_by: string;
      duplicate?: boolean;
      id: string;
      name: string;
      rotated_at: string;
      sent: number;
    };
  };
  /** robot.set_callback: Makes a robot a bot: it is told there when somebody mentions it. The secret is shown this once. */
  'PUT /api/v1/robots/{robot}/callback': {
    name: 'robot.set_callback';
    fields: {
      robot: string;
      url: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      robot: {
        addresses?: string[] | null;
        callback?: string | null;
        conversation: string;
        created_at: string;
        created_by: string;
        id: string;
        name: string;
        rotated_at: string;
        sent: number;
      };
      secret: string | null;
    };
  };
  /** robot.deliveries: What a bot was told, or is to be told, and what came of it; newest first. */
  'GET /api/v1/robots/{robot}/deliveries': {
    name: 'robot.deliveries';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      robot: string;
      status?: 'waiting' | 'delivered' | 'failed' | null;
    };
    bytes: false;
    answer: {
      items: {
        attempts: number;
        created_at: string;
        due_at?: string | null;
        event: Record<string, unknown>;
        finished_at?: string | null;
        id: string;
        remark?: string | null;
        reply_status?: number | null;
        status: 'waiting' | 'delivered' | 'failed';
      }[];
      next_cursor?: string | null;
    };
  };
  /** robot.redeliver: Tells a bot again. */
  'POST /api/v1/robots/{robot}/deliveries/{delivery}/redeliver': {
    name: 'robot.redeliver';
    fields: {
      delivery: string;
      robot: string;
    };
    bytes: false;
    answer: {
      attempts: number;
      created_at: string;
      due_at?: string | null;
      duplicate?: boolean;
      event: Record<string, unknown>;
      finished_at?: string | null;
      id: string;
      remark?: string | null;
      reply_status?: number | null;
      status: 'waiting' | 'delivered' | 'failed';
    };
  };
  /** robot.rotate_key: A new key, shown this once; the old one is no longer good. */
  'POST /api/v1/robots/{robot}/key': {
    name: 'robot.rotate_key';
    fields: {
      robot: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      key: string | null;
      robot: {
        addresses?: string[] | null;
        callback?: string | null;
        conversation: string;
        created_at: string;
        created_by: string;
        id: string;
        name: string;
        rotated_at: string;
        sent: number;
      };
    };
  };
  /** role.assignments: Who holds which role and where; administrators of a region see their region */
  'GET /api/v1/role-assignments': {
    name: 'role.assignments';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      member?: string | null;
      role?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        company: boolean;
        departments: number[];
        granted_at: string;
        granted_by?: string | null;
        member: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        };
        role: {
          builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
          id: string;
          name: string;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** role.list: The roles, for who gives them and who reads the audit log */
  'GET /api/v1/roles': {
    name: 'role.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
        description: string;
        holders: number;
        id: string;
        name: string;
        permissions: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[];
      }[];
    };
  };
  /** role.create: Make a role of permissions that you hold for the whole company */
  'POST /api/v1/roles': {
    name: 'role.create';
    fields: {
      description?: string | null;
      name: string;
      permissions: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[];
    };
    bytes: false;
    answer: {
      builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
      description: string;
      duplicate?: boolean;
      holders: number;
      id: string;
      name: string;
      permissions: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[];
    };
  };
  /** role.delete: Remove a role nobody holds */
  'DELETE /api/v1/roles/{role}': {
    name: 'role.delete';
    fields: {
      role: string;
    };
    bytes: false;
    answer: {
      deleted: boolean;
      duplicate?: boolean;
    };
  };
  /** role.get: One role, by id or built-in name */
  'GET /api/v1/roles/{role}': {
    name: 'role.get';
    fields: {
      role: string;
    };
    bytes: false;
    answer: {
      builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
      description: string;
      holders: number;
      id: string;
      name: string;
      permissions: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[];
    };
  };
  /** role.update: Change a role; who holds it may do so with the next request */
  'PATCH /api/v1/roles/{role}': {
    name: 'role.update';
    fields: {
      role: string;
      description?: string | null;
      name?: string | null;
      permissions?: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[] | null;
    };
    bytes: false;
    answer: {
      builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
      description: string;
      duplicate?: boolean;
      holders: number;
      id: string;
      name: string;
      permissions: ('departments_manage' | 'members_manage' | 'members_offboard' | 'passwords_reset' | 'tags_manage' | 'fields_manage' | 'visibility_manage' | 'directory_see_all' | 'directory_import' | 'directory_export' | 'invitations_manage' | 'roles_manage' | 'settings_manage' | 'audit_read' | 'watermark_manage' | 'watermark_trace' | 'groups_manage' | 'words_manage' | 'robots_manage' | 'retention_manage' | 'legal_hold_manage' | 'files_manage' | 'customers_manage' | 'customer_tags_manage' | 'contact_ways_manage' | 'customers_privacy' | 'library_manage' | 'sales_groups_manage' | 'customer_figures_read' | 'broadcasts_manage' | 'apps_manage' | 'webhooks_manage')[];
    };
  };
  /** role.unassign: Take a role from a member; one owner always remains */
  'DELETE /api/v1/roles/{role}/members/{member}': {
    name: 'role.unassign';
    fields: {
      member: string;
      role: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      unassigned: boolean;
    };
  };
  /** role.assign: Give a member a role for the company or for departments, or move the one it has elsewhere */
  'PUT /api/v1/roles/{role}/members/{member}': {
    name: 'role.assign';
    fields: {
      member: string;
      role: string;
      company?: boolean | null;
      departments?: number[] | null;
    };
    bytes: false;
    answer: {
      company: boolean;
      departments: number[];
      duplicate?: boolean;
      granted_at: string;
      granted_by?: string | null;
      member: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      role: {
        builtin?: 'owner' | 'admin' | 'directory_admin' | 'auditor' | null;
        id: string;
        name: string;
      };
    };
  };
  /** rule_group.list: The rule groups that one owns; all of them with sales_groups_manage. */
  'GET /api/v1/rule-groups': {
    name: 'rule_group.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        created_by: string;
        departments: number[];
        id: string;
        members: string[];
        name: string;
        owners: string[];
        powers: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[];
        updated_at: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** rule_group.create: Gives people powers over employees and their customers. */
  'POST /api/v1/rule-groups': {
    name: 'rule_group.create';
    fields: {
      departments?: number[] | null;
      members?: string[] | null;
      name: string;
      owners: string[];
      powers: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[];
    };
    bytes: false;
    answer: {
      created_at: string;
      created_by: string;
      departments: number[];
      duplicate?: boolean;
      id: string;
      members: string[];
      name: string;
      owners: string[];
      powers: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[];
      updated_at: string;
    };
  };
  /** rule_group.delete: Ends its powers; its tags go too. */
  'DELETE /api/v1/rule-groups/{group}': {
    name: 'rule_group.delete';
    fields: {
      group: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** rule_group.get: A rule group, for its owners. */
  'GET /api/v1/rule-groups/{group}': {
    name: 'rule_group.get';
    fields: {
      group: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      created_by: string;
      departments: number[];
      id: string;
      members: string[];
      name: string;
      owners: string[];
      powers: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[];
      updated_at: string;
    };
  };
  /** rule_group.update: Changes what is given; lists are replaced whole. */
  'PATCH /api/v1/rule-groups/{group}': {
    name: 'rule_group.update';
    fields: {
      group: string;
      departments?: number[] | null;
      members?: string[] | null;
      name?: string | null;
      owners?: string[] | null;
      powers?: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[] | null;
    };
    bytes: false;
    answer: {
      created_at: string;
      created_by: string;
      departments: number[];
      duplicate?: boolean;
      id: string;
      members: string[];
      name: string;
      owners: string[];
      powers: ('view_customers' | 'view_figures' | 'view_groups' | 'view_group_figures' | 'contact_ways' | 'join_ways' | 'share_customers' | 'hand_over_resigned' | 'hand_over_groups' | 'hand_over_on_job' | 'edit_welcome' | 'broadcast' | 'group_broadcast' | 'moments' | 'remarks' | 'tags' | 'quick_replies' | 'group_rules' | 'export_customers' | 'export_figures' | 'export_groups')[];
      updated_at: string;
    };
  };
  /** rule_group.tags: The tags of customers inside a rule group. */
  'GET /api/v1/rule-groups/{group}/tag-groups': {
    name: 'rule_group.tags';
    fields: {
      group: string;
    };
    bytes: false;
    answer: {
      items: {
        name: string;
        number: number;
        position: number;
        rule_group?: string | null;
        tags: {
          group: number;
          name: string;
          number: number;
          position: number;
        }[];
      }[];
    };
  };
  /** rule_group.create_tags: A group of tags inside; the owners with the power tags. */
  'POST /api/v1/rule-groups/{group}/tag-groups': {
    name: 'rule_group.create_tags';
    fields: {
      group: string;
      name: string;
      tags?: string[] | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      name: string;
      number: number;
      position: number;
      rule_group?: string | null;
      tags: {
        group: number;
        name: string;
        number: number;
        position: number;
      }[];
    };
  };
  /** rule_group.delete_tags: Deletes it with its tags, from all customers who have them. */
  'DELETE /api/v1/rule-groups/{group}/tag-groups/{tag_group}': {
    name: 'rule_group.delete_tags';
    fields: {
      group: string;
      tag_group: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** rule_group.create_tag: One more tag inside. */
  'POST /api/v1/rule-groups/{group}/tag-groups/{tag_group}/tags': {
    name: 'rule_group.create_tag';
    fields: {
      group: string;
      tag_group: number;
      name: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      group: number;
      name: string;
      number: number;
      position: number;
    };
  };
  /** rule_group.delete_tag: Deletes a tag inside, from all customers who have it. */
  'DELETE /api/v1/rule-groups/{group}/tags/{tag}': {
    name: 'rule_group.delete_tag';
    fields: {
      group: string;
      tag: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** search.counts: In which conversations the newest 1,000 of these messages are, and how many in each. */
  'GET /api/v1/search/counts': {
    name: 'search.counts';
    fields: {
      actor?: string | null;
      conversation?: string | null;
      from?: string | null;
      kinds?: ('text' | 'rich' | 'location' | 'link' | 'contact' | 'forward' | 'image' | 'file' | 'voice' | 'video' | 'news' | 'text_card' | 'template_card')[] | null;
      query?: string | null;
      to?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        conversation: string;
        count: number;
        newest: string;
      }[];
      more: boolean;
      total: number;
    };
  };
  /** search.groups: Groups you are in whose name holds `query`, the last active first. */
  'GET /api/v1/search/groups': {
    name: 'search.groups';
    fields: {
      limit?: number | null;
      query: string;
    };
    bytes: false;
    answer: {
      items: {
        active_at: string;
        dismissed: boolean;
        first_seq: number;
        head_seq: number;
        id: string;
        joined_seq: number;
        kind: 'direct' | 'group' | 'inbox' | 'customer' | 'customer_group' | 'notes' | 'app';
        last?: {
          actor: string;
          at: string;
          kind: string;
          preview: string;
          seq: number;
        } | null;
        left_seq?: number | null;
        member_count: number;
        message_count: number;
        mute_all_until?: string | null;
        muted_until?: string | null;
        name: string;
        notify: 'all' | 'mentions' | 'none';
        owner?: string | null;
        peer?: {
          department: string;
          id: string;
          kind: 'member' | 'external' | 'app' | 'bot' | 'system';
          name: string;
          role: 'member' | 'admin' | 'owner';
          status: 'not_activated' | 'active' | 'disabled' | 'left';
          title: string;
          userid: string;
        } | null;
        pinned: boolean;
        read_seq: number;
        role: 'member' | 'admin' | 'owner';
        unread: number;
      }[];
    };
  };
  /** search.messages: Messages you may read that hold all of `query`, newest first; or those of some kinds, for lists of files. */
  'GET /api/v1/search/messages': {
    name: 'search.messages';
    fields: {
      actor?: string | null;
      conversation?: string | null;
      cursor?: string | null;
      from?: string | null;
      kinds?: ('text' | 'rich' | 'location' | 'link' | 'contact' | 'forward' | 'image' | 'file' | 'voice' | 'video' | 'news' | 'text_card' | 'template_card')[] | null;
      limit?: number | null;
      query?: string | null;
      to?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        conversation: string;
        entry: {
          actor: string;
          at: string;
          body: Record<string, unknown>;
          client_id?: string | null;
          kind: string;
          message_no: number;
          seq: number;
        };
        highlights: {
          from: number;
          to: number;
        }[];
        snippet: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** segment.list: One's own saved filters, and those that are shared. */
  'GET /api/v1/segments': {
    name: 'segment.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        created_at: string;
        filter: {
          active?: {
            from?: string | null;
            last_days?: number | null;
            until?: string | null;
          } | null;
          added?: {
            from?: string | null;
            last_days?: number | null;
            until?: string | null;
          } | null;
          all?: Record<string, unknown>[];
          any?: Record<string, unknown>[];
          departments?: number[] | null;
          event?: {
            from?: string | null;
            kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
            last_days?: number | null;
            until?: string | null;
          } | null;
          field?: {
            field: number;
            from?: string | null;
            is?: string[] | null;
            present?: boolean | null;
            until?: string | null;
          } | null;
          genders?: ('unknown' | 'male' | 'female')[] | null;
          not?: Record<string, unknown>;
          owners?: string[] | null;
          sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
          states?: string[] | null;
          status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
          tagged?: boolean | null;
          tags?: {
            all?: number[] | null;
            any?: number[] | null;
          } | null;
          types?: ('web' | 'wechat' | 'wecom')[] | null;
          ways?: string[] | null;
        };
        id: string;
        name: string;
        owner: string;
        shared: boolean;
      }[];
      next_cursor?: string | null;
    };
  };
  /** segment.create: Saves a filter over customers. */
  'POST /api/v1/segments': {
    name: 'segment.create';
    fields: {
      filter: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      };
      name: string;
      shared?: boolean | null;
    };
    bytes: false;
    answer: {
      created_at: string;
      duplicate?: boolean;
      filter: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      };
      id: string;
      name: string;
      owner: string;
      shared: boolean;
    };
  };
  /** segment.count: How many customers a filter or a segment finds now. */
  'POST /api/v1/segments/count': {
    name: 'segment.count';
    fields: {
      employee?: string | null;
      everybody?: boolean | null;
      filter?: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      } | null;
      query?: string | null;
      segment?: string | null;
    };
    bytes: false;
    answer: {
      contacts: number;
      duplicate?: boolean;
      follows: number;
      more: boolean;
    };
  };
  /** segment.delete: Deletes a saved filter. */
  'DELETE /api/v1/segments/{segment}': {
    name: 'segment.delete';
    fields: {
      segment: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** segment.get: A saved filter. */
  'GET /api/v1/segments/{segment}': {
    name: 'segment.get';
    fields: {
      segment: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      filter: {
        active?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        added?: {
          from?: string | null;
          last_days?: number | null;
          until?: string | null;
        } | null;
        all?: Record<string, unknown>[];
        any?: Record<string, unknown>[];
        departments?: number[] | null;
        event?: {
          from?: string | null;
          kinds: ('scanned' | 'requested' | 'refused' | 'added' | 'lost' | 'removed' | 'tagged' | 'handed_over' | 'hand_over_began' | 'hand_over_ended' | 'shared' | 'joined' | 'parted' | 'rated' | 'joined_group' | 'left_group' | 'visited' | 'opened' | 'merged' | 'unmerged' | 'broadcast' | 'identified' | 'messages')[];
          last_days?: number | null;
          until?: string | null;
        } | null;
        field?: {
          field: number;
          from?: string | null;
          is?: string[] | null;
          present?: boolean | null;
          until?: string | null;
        } | null;
        genders?: ('unknown' | 'male' | 'female')[] | null;
        not?: Record<string, unknown>;
        owners?: string[] | null;
        sources?: ('way' | 'request' | 'share' | 'hand_over' | 'group' | 'api')[] | null;
        states?: string[] | null;
        status?: ('active' | 'lost' | 'removed' | 'handed_over')[] | null;
        tagged?: boolean | null;
        tags?: {
          all?: number[] | null;
          any?: number[] | null;
        } | null;
        types?: ('web' | 'wechat' | 'wecom')[] | null;
        ways?: string[] | null;
      };
      id: string;
      name: string;
      owner: string;
      shared: boolean;
    };
  };
  /** serving.get: Who may serve customers, and the limits. */
  'GET /api/v1/serving': {
    name: 'serving.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      departments: number[];
      hand_over_days: number;
      hand_overs: number;
      in_company: number;
      members: string[];
      own_hand_overs: boolean;
      per_employee: number;
      refusal_s: number;
      silent_days: number;
      undo_s: number;
      verified: boolean;
    };
  };
  /** serving.set: Changes who may serve customers, and the limits; the whole company's. */
  'PATCH /api/v1/serving': {
    name: 'serving.set';
    fields: {
      departments?: number[] | null;
      hand_over_days?: number | null;
      hand_overs?: number | null;
      in_company?: number | null;
      members?: string[] | null;
      own_hand_overs?: boolean | null;
      per_employee?: number | null;
      refusal_s?: number | null;
      silent_days?: number | null;
      undo_s?: number | null;
      verified?: boolean | null;
    };
    bytes: false;
    answer: {
      departments: number[];
      duplicate?: boolean;
      hand_over_days: number;
      hand_overs: number;
      in_company: number;
      members: string[];
      own_hand_overs: boolean;
      per_employee: number;
      refusal_s: number;
      silent_days: number;
      undo_s: number;
      verified: boolean;
    };
  };
  /** serving.check: Whether people may take one more customer now, and why not; oneself, or those whose customers one manages. */
  'POST /api/v1/serving/check': {
    name: 'serving.check';
    fields: {
      members: string[];
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      items: {
        code?: 'unknown' | 'left' | 'disabled' | 'not_activated' | 'inactive' | 'outside_range' | 'not_verified' | 'full' | 'company_full' | null;
        customers: number;
        may_serve: boolean;
        member: string;
        reason?: string | null;
        verified_at?: string | null;
      }[];
    };
  };
  /** serving.list: Who may serve customers, of those whose customers one manages. */
  'GET /api/v1/serving/members': {
    name: 'serving.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** session.list: The devices you are signed in on, newest first */
  'GET /api/v1/sessions': {
    name: 'session.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        address: string;
        created_at: string;
        current: boolean;
        device: string;
        id: string;
        last_seen_at: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** session.create: Sign in on a device with userid and password */
  'POST /api/v1/sessions': {
    name: 'session.create';
    fields: {
      company?: string | null;
      device: string;
      password: string;
      user: string;
    };
    bytes: false;
    answer: {
      company: {
        id: string;
        name: string;
      };
      expires_at: string;
      principal: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      };
      session: string;
      token: string;
    };
  };
  /** session.revoke_all: Sign all your devices out, or all others */
  'POST /api/v1/sessions/revoke-all': {
    name: 'session.revoke_all';
    fields: {
      keep_current?: boolean | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      revoked: number;
    };
  };
  /** session.revoke: Sign one of your devices out */
  'DELETE /api/v1/sessions/{session}': {
    name: 'session.revoke';
    fields: {
      session: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      revoked: number;
    };
  };
  /** app_limits.get: How often apps may do what. */
  'GET /api/v1/settings/apps': {
    name: 'app_limits.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      day_per_account: number;
      group_changes_hour: number;
      groups_day: number;
      member_hour: number;
      member_minute: number;
    };
  };
  /** app_limits.set: Changes how often apps may do what; fields that are not given stay. */
  'PATCH /api/v1/settings/apps': {
    name: 'app_limits.set';
    fields: {
      day_per_account?: number | null;
      group_changes_hour?: number | null;
      groups_day?: number | null;
      member_hour?: number | null;
      member_minute?: number | null;
    };
    bytes: false;
    answer: {
      day_per_account: number;
      duplicate?: boolean;
      group_changes_hour: number;
      groups_day: number;
      member_hour: number;
      member_minute: number;
    };
  };
  /** customer_page.get: What the page says that customers see */
  'GET /api/v1/settings/customer-page': {
    name: 'customer_page.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      ask_name: boolean;
      audience: string;
      closed_text: string;
      consent: string;
      consent_version: number;
      fallback?: string | null;
      site_secrets: number;
      sites: string[];
    };
  };
  /** customer_page.set: Consent text, whether the name is asked, sites that may show the page, whom it names when nobody is left */
  'PATCH /api/v1/settings/customer-page': {
    name: 'customer_page.set';
    fields: {
      ask_name?: boolean | null;
      closed_text?: string | null;
      consent?: string | null;
      fallback?: string | null;
      no_fallback?: boolean | null;
      sites?: string[] | null;
    };
    bytes: false;
    answer: {
      ask_name: boolean;
      audience: string;
      closed_text: string;
      consent: string;
      consent_version: number;
      duplicate?: boolean;
      fallback?: string | null;
      site_secrets: number;
      sites: string[];
    };
  };
  /** customer_page.rotate_secret: A new secret for the tokens of your web site; the one before stays good, those before that do not */
  'POST /api/v1/settings/customer-page/secret': {
    name: 'customer_page.rotate_secret';
    fields: {
      only?: boolean | null;
    };
    bytes: false;
    answer: {
      audience: string;
      duplicate?: boolean;
      secret: string | null;
      site_secrets: number;
    };
  };
  /** file.rules: What files the company takes, and how much room they use. */
  'GET /api/v1/settings/files': {
    name: 'file.rules';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      rules: {
        customer_day_mb: number;
        customers_mb: number;
        file_kb: number;
        image_kb: number;
        image_types: string[];
        quota_mb: number;
        refused_extensions: string[];
        refused_types: string[];
        video_kb: number;
        video_types: string[];
        voice_kb: number;
        voice_seconds: number;
        voice_types: string[];
      };
      usage: {
        customers: number;
        reserved: number;
        stored: number;
      };
    };
  };
  /** file.set_rules: Changes what files the company takes; fields that are not given stay. */
  'PATCH /api/v1/settings/files': {
    name: 'file.set_rules';
    fields: {
      customer_day_mb?: number | null;
      customers_mb?: number | null;
      file_kb?: number | null;
      image_kb?: number | null;
      image_types?: string[] | null;
      quota_mb?: number | null;
      refused_extensions?: string[] | null;
      refused_types?: string[] | null;
      video_kb?: number | null;
      video_types?: string[] | null;
      voice_kb?: number | null;
      voice_seconds?: number | null;
      voice_types?: string[] | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      rules: {
        customer_day_mb: number;
        customers_mb: number;
        file_kb: number;
        image_kb: number;
        image_types: string[];
        quota_mb: number;
        refused_extensions: string[];
        refused_types: string[];
        video_kb: number;
        video_types: string[];
        voice_kb: number;
        voice_seconds: number;
        voice_types: string[];
      };
      usage: {
        customers: number;
        reserved: number;
        stored: number;
      };
    };
  };
  /** star.list: The caller's starred messages of all conversations, newest star first. */
  'GET /api/v1/stars': {
    name: 'star.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        conversation: string;
        entry: {
          actor: string;
          at: string;
          body: Record<string, unknown>;
          client_id?: string | null;
          kind: string;
          message_no: number;
          seq: number;
        };
        starred_at: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** tag.list: The tags, by number. */
  'GET /api/v1/tags': {
    name: 'tag.list';
    fields: {
      cursor?: string | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        member_count: number;
        name: string;
        number: number;
      }[];
      next_cursor?: string | null;
    };
  };
  /** tag.create: A new tag for members and departments. */
  'POST /api/v1/tags': {
    name: 'tag.create';
    fields: {
      name: string;
      number?: number | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      member_count: number;
      name: string;
      number: number;
    };
  };
  /** tag.delete: Deletes a tag, from all who have it. */
  'DELETE /api/v1/tags/{tag}': {
    name: 'tag.delete';
    fields: {
      tag: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** tag.update: Renames a tag. */
  'PATCH /api/v1/tags/{tag}': {
    name: 'tag.update';
    fields: {
      tag: number;
      name: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      number: number;
    };
  };
  /** tag.departments: Which departments have a tag, by number: it reaches who is in them, or below. */
  'GET /api/v1/tags/{tag}/departments': {
    name: 'tag.departments';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      tag: number;
    };
    bytes: false;
    answer: {
      items: {
        full_name: string;
        has_children: boolean;
        leaders: string[];
        level: number;
        member_count: number;
        name: string;
        name_en: string;
        number: number;
        parent?: number | null;
        position: number;
        total_count?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** tag.members: Who has a tag itself, not by a department. */
  'GET /api/v1/tags/{tag}/members': {
    name: 'tag.members';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      tag: number;
    };
    bytes: false;
    answer: {
      items: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** tag.mark: Gives members or departments a tag. */
  'POST /api/v1/tags/{tag}/members': {
    name: 'tag.mark';
    fields: {
      tag: number;
      departments?: number[] | null;
      members?: string[] | null;
    };
    bytes: false;
    answer: {
      changed: string[];
      departments: number[];
      duplicate?: boolean;
    };
  };
  /** tag.unmark: Takes a tag from members or departments. */
  'POST /api/v1/tags/{tag}/members/remove': {
    name: 'tag.unmark';
    fields: {
      tag: number;
      departments?: number[] | null;
      members?: string[] | null;
    };
    bytes: false;
    answer: {
      changed: string[];
      departments: number[];
      duplicate?: boolean;
    };
  };
  /** upload.create: Begins an upload in parts: the answer says how large a part may be. */
  'POST /api/v1/uploads': {
    name: 'upload.create';
    fields: {
      name: string;
      purpose?: 'file' | 'image' | 'voice' | 'video' | 'avatar' | 'import' | null;
      sha256?: string | null;
      size: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      expires_at: string;
      file?: string | null;
      id: string;
      name: string;
      part_bytes: number;
      received: number;
      size: number;
    };
  };
  /** upload.cancel: Throws an unfinished upload away. */
  'DELETE /api/v1/uploads/{upload}': {
    name: 'upload.cancel';
    fields: {
      upload: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** upload.get: How much of an upload has arrived. */
  'GET /api/v1/uploads/{upload}': {
    name: 'upload.get';
    fields: {
      upload: string;
    };
    bytes: false;
    answer: {
      expires_at: string;
      file?: string | null;
      id: string;
      name: string;
      part_bytes: number;
      received: number;
      size: number;
    };
  };
  /** upload.put: Brings the next bytes; the answer means that they are on disk. */
  'PUT /api/v1/uploads/{upload}/bytes': {
    name: 'upload.put';
    fields: {
      offset: number;
      upload: string;
    };
    bytes: true;
    answer: {
      expires_at: string;
      file?: string | null;
      id: string;
      name: string;
      part_bytes: number;
      received: number;
      size: number;
    };
  };
  /** upload.complete: Makes a file of an upload whose bytes are all there. */
  'POST /api/v1/uploads/{upload}/complete': {
    name: 'upload.complete';
    fields: {
      upload: string;
    };
    bytes: false;
    answer: {
      created_at: string;
      duplicate?: boolean;
      duration_ms?: number | null;
      examined: 'waiting' | 'done' | 'unreadable';
      height?: number | null;
      id: string;
      name: string;
      sha256: string;
      size: number;
      thumbnails: string[];
      type: string;
      width?: number | null;
    };
  };
  /** visibility.list: The rules about who sees whom and who may begin a chat with whom, by number. */
  'GET /api/v1/visibility-rules': {
    name: 'visibility.list';
    fields: {
      cursor?: string | null;
      kind?: 'hide' | 'limit' | 'show' | 'deny_chat' | 'allow_chat' | null;
      limit?: number | null;
    };
    bytes: false;
    answer: {
      items: {
        from: {
          department?: number | null;
          member?: string | null;
        };
        kind: 'hide' | 'limit' | 'show' | 'deny_chat' | 'allow_chat';
        number: number;
        to: {
          department?: number | null;
          member?: string | null;
        };
      }[];
      next_cursor?: string | null;
    };
  };
  /** visibility.add: Adds a rule; the same one again answers with the one that is there. */
  'POST /api/v1/visibility-rules': {
    name: 'visibility.add';
    fields: {
      from?: {
        department?: number | null;
        member?: string | null;
      } | null;
      kind: 'hide' | 'limit' | 'show' | 'deny_chat' | 'allow_chat';
      to?: {
        department?: number | null;
        member?: string | null;
      } | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      from: {
        department?: number | null;
        member?: string | null;
      };
      kind: 'hide' | 'limit' | 'show' | 'deny_chat' | 'allow_chat';
      number: number;
      to: {
        department?: number | null;
        member?: string | null;
      };
    };
  };
  /** visibility.remove: Takes a rule away. */
  'DELETE /api/v1/visibility-rules/{rule}': {
    name: 'visibility.remove';
    fields: {
      rule: number;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** visit.get: Who you are here, and your chats */
  'GET /api/v1/visit': {
    name: 'visit.get';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      chats: {
        card: {
          avatar?: string | null;
          company: string;
          hours?: string | null;
          name: string;
          online: boolean;
          principal: string;
          title: string;
          verified: boolean;
        };
        conversation: string;
        ends_at?: string | null;
        hours?: string | null;
        open: boolean;
        rated?: number | null;
        status: 'active' | 'lost' | 'removed' | 'handed_over';
        writable: boolean;
      }[];
      contact: {
        id: string;
        name: string;
      };
      groups: {
        conversation: string;
        name: string;
      }[];
      page: {
        ask_name: boolean;
        company: {
          id: string;
          name: string;
          verified: boolean;
        };
        consent?: {
          agreed: boolean;
          text: string;
          version: number;
        } | null;
        watermark?: string | null;
      };
      requests: {
        at: string;
        card: {
          avatar?: string | null;
          company: string;
          hours?: string | null;
          name: string;
          online: boolean;
          principal: string;
          title: string;
          verified: boolean;
        };
        request: string;
        status: 'waiting' | 'accepted' | 'refused' | 'ignored';
      }[];
    };
  };
  /** visit.update: Your name, language, or consent */
  'PATCH /api/v1/visit': {
    name: 'visit.update';
    fields: {
      consent?: boolean | null;
      language?: string | null;
      name?: string | null;
    };
    bytes: false;
    answer: {
      contact: {
        id: string;
        name: string;
      };
      duplicate?: boolean;
    };
  };
  /** visit.broadcasts: Whether one wants broadcasts, and by which clock. */
  'GET /api/v1/visit/broadcasts': {
    name: 'visit.broadcasts';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      refused: boolean;
      zone: string;
    };
  };
  /** visit.set_broadcasts: Says so: who refuses gets none from anybody of the company. */
  'PATCH /api/v1/visit/broadcasts': {
    name: 'visit.set_broadcasts';
    fields: {
      refused?: boolean | null;
      zone?: string | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      refused: boolean;
      zone: string;
    };
  };
  /** visit.leave: Nobody writes to you here any more, until you come back by a link */
  'POST /api/v1/visit/chats/{conversation}/leave': {
    name: 'visit.leave';
    fields: {
      conversation: string;
      block?: boolean | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      status: 'active' | 'lost' | 'removed' | 'handed_over';
    };
  };
  /** visit.rate: Say how well you were served, from 1 to 5 */
  'POST /api/v1/visit/chats/{conversation}/rating': {
    name: 'visit.rate';
    fields: {
      conversation: string;
      score: number;
      text?: string | null;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      score: number;
      seq: number;
    };
  };
  /** visit.hand_overs: The hand-overs that wait for one's word. */
  'GET /api/v1/visit/hand-overs': {
    name: 'visit.hand_overs';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        conversation: string;
        effective_at: string;
        id: string;
        message: string;
        name: string;
        title: string;
        to: string;
      }[];
    };
  };
  /** visit.accept_hand_over: Goes to the new owner now. */
  'POST /api/v1/visit/hand-overs/{hand_over}/accept': {
    name: 'visit.accept_hand_over';
    fields: {
      hand_over: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
    };
  };
  /** visit.refuse_hand_over: Stays with the old owner. */
  'POST /api/v1/visit/hand-overs/{hand_over}/refuse': {
    name: 'visit.refuse_hand_over';
    fields: {
      hand_over: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      status: 'waiting' | 'done' | 'refused' | 'list_full' | 'cancelled' | 'undone' | 'failed';
    };
  };
  /** visit.look: What the link of a company is for */
  'GET /api/v1/visits/{code}': {
    name: 'visit.look';
    fields: {
      code: string;
    };
    bytes: false;
    answer: {
      approval: boolean;
      ask_name: boolean;
      card?: {
        avatar?: string | null;
        company: string;
        hours?: string | null;
        name: string;
        online: boolean;
        principal: string;
        title: string;
        verified: boolean;
      } | null;
      closed?: {
        code?: string | null;
        fallback?: {
          avatar?: string | null;
          company: string;
          hours?: string | null;
          name: string;
          online: boolean;
          principal: string;
          title: string;
          verified: boolean;
        } | null;
        reason: 'expired' | 'used_up' | 'paused' | 'nobody' | 'company_full';
        text: string;
      } | null;
      company: {
        name: string;
        verified: boolean;
      };
      consent?: {
        text: string;
        version: number;
      } | null;
      hours?: string | null;
      kind: 'employee' | 'group' | 'closed';
      open: boolean;
      sites: string[];
      temporary?: {
        hours: number;
      } | null;
      watermark?: string | null;
      way: {
        title: string;
      };
    };
  };
  /** visit.start: Come in by a link, as the customer this device was before, or a new one */
  'POST /api/v1/visits/{code}': {
    name: 'visit.start';
    fields: {
      code: string;
      consent?: boolean | null;
      identity?: string | null;
      language?: string | null;
      message?: string | null;
      name?: string | null;
      visitor?: string | null;
    };
    bytes: false;
    answer: {
      closed?: {
        code?: string | null;
        fallback?: {
          avatar?: string | null;
          company: string;
          hours?: string | null;
          name: string;
          online: boolean;
          principal: string;
          title: string;
          verified: boolean;
        } | null;
        reason: 'expired' | 'used_up' | 'paused' | 'nobody' | 'company_full';
        text: string;
      } | null;
      company: string;
      contact?: string | null;
      conversation?: string | null;
      expires_at?: string | null;
      session?: string | null;
      status: 'open' | 'waiting' | 'refused' | 'closed';
      token?: string | null;
    };
  };
  /** visit.picture: The picture of an employee whom the page of this link shows */
  'GET /api/v1/visits/{code}/pictures/{employee}': {
    name: 'visit.picture';
    fields: {
      code: string;
      employee: string;
    };
    bytes: false;
    answer: Blob;
  };
  /** watermark.get: What is to be written over a screen that you look at */
  'POST /api/v1/watermark': {
    name: 'watermark.get';
    fields: {
      screen: 'chat' | 'customer';
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      shown: boolean;
      text: string;
      token: string;
      valid_until: string;
    };
  };
  /** watermark.settings: Where watermarks are shown, to whom, and what they say */
  'GET /api/v1/watermark/settings': {
    name: 'watermark.settings';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      chat: boolean;
      customer: boolean;
      departments: number[];
      text: string;
    };
  };
  /** watermark.update: Change that */
  'PATCH /api/v1/watermark/settings': {
    name: 'watermark.update';
    fields: {
      chat?: boolean | null;
      customer?: boolean | null;
      departments?: number[] | null;
      text?: string | null;
    };
    bytes: false;
    answer: {
      chat: boolean;
      customer: boolean;
      departments: number[];
      duplicate?: boolean;
      text: string;
    };
  };
  /** watermark.trace: Whose screen it was, from the token in a picture of it; every trace is audited */
  'POST /api/v1/watermark/trace': {
    name: 'watermark.trace';
    fields: {
      token: string;
    };
    bytes: false;
    answer: {
      day: string;
      duplicate?: boolean;
      issued_at?: string | null;
      viewer?: {
        department: string;
        id: string;
        kind: 'member' | 'external' | 'app' | 'bot' | 'system';
        name: string;
        role: 'member' | 'admin' | 'owner';
        status: 'not_activated' | 'active' | 'disabled' | 'left';
        title: string;
        userid: string;
      } | null;
    };
  };
  /** webhook.event_kinds: What endpoints can be told of, with the JSON schema of each. */
  'GET /api/v1/webhook-events': {
    name: 'webhook.event_kinds';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        name: string;
        schema: Record<string, unknown>;
        summary: string;
      }[];
    };
  };
  /** webhook.list: The endpoints that are told what happens. */
  'GET /api/v1/webhooks': {
    name: 'webhook.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        changed_at: string;
        contents: boolean;
        conversation_kinds: string[];
        created_at: string;
        created_by: string;
        description: string;
        disabled?: 'by_hand' | 'gone' | 'failing' | null;
        disabled_at?: string | null;
        enabled: boolean;
        events: string[];
        id: string;
        old_secret_until?: string | null;
        url: string;
      }[];
    };
  };
  /** webhook.create: An endpoint that is told what happens; its secret is shown this once. */
  'POST /api/v1/webhooks': {
    name: 'webhook.create';
    fields: {
      contents?: boolean | null;
      conversation_kinds?: string[] | null;
      description?: string | null;
      enabled?: boolean | null;
      events: string[];
      url: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      secret: string | null;
      webhook: {
        changed_at: string;
        contents: boolean;
        conversation_kinds: string[];
        created_at: string;
        created_by: string;
        description: string;
        disabled?: 'by_hand' | 'gone' | 'failing' | null;
        disabled_at?: string | null;
        enabled: boolean;
        events: string[];
        id: string;
        old_secret_until?: string | null;
        url: string;
      };
    };
  };
  /** webhook.delete: Takes an endpoint away, with what waits for it. */
  'DELETE /api/v1/webhooks/{webhook}': {
    name: 'webhook.delete';
    fields: {
      webhook: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** webhook.get: One endpoint. */
  'GET /api/v1/webhooks/{webhook}': {
    name: 'webhook.get';
    fields: {
      webhook: string;
    };
    bytes: false;
    answer: {
      changed_at: string;
      contents: boolean;
      conversation_kinds: string[];
      created_at: string;
      created_by: string;
      description: string;
      disabled?: 'by_hand' | 'gone' | 'failing' | null;
      disabled_at?: string | null;
      enabled: boolean;
      events: string[];
      id: string;
      old_secret_until?: string | null;
      url: string;
    };
  };
  /** webhook.update: Changes an endpoint, or switches it on or off. What it misses while it is off is kept as failed. */
  'PATCH /api/v1/webhooks/{webhook}': {
    name: 'webhook.update';
    fields: {
      webhook: string;
      contents?: boolean | null;
      conversation_kinds?: string[] | null;
      description?: string | null;
      enabled?: boolean | null;
      events?: string[] | null;
      url?: string | null;
    };
    bytes: false;
    answer: {
      changed_at: string;
      contents: boolean;
      conversation_kinds: string[];
      created_at: string;
      created_by: string;
      description: string;
      disabled?: 'by_hand' | 'gone' | 'failing' | null;
      disabled_at?: string | null;
      duplicate?: boolean;
      enabled: boolean;
      events: string[];
      id: string;
      old_secret_until?: string | null;
      url: string;
    };
  };
  /** webhook.deliveries: What an endpoint was told, or is to be told, newest first; `failed` are the dead letters. */
  'GET /api/v1/webhooks/{webhook}/deliveries': {
    name: 'webhook.deliveries';
    fields: {
      cursor?: string | null;
      limit?: number | null;
      status?: 'waiting' | 'delivered' | 'failed' | null;
      type?: string | null;
      webhook: string;
    };
    bytes: false;
    answer: {
      items: {
        at: string;
        attempts: number;
        bytes: number;
        data: Record<string, unknown>;
        due_at?: string | null;
        finished_at?: string | null;
        id: string;
        remark?: string | null;
        reply_status?: number | null;
        status: 'waiting' | 'delivered' | 'failed';
        took_ms?: number | null;
        type: string;
      }[];
      next_cursor?: string | null;
    };
  };
  /** webhook.replay: Tells something again. */
  'POST /api/v1/webhooks/{webhook}/deliveries/{delivery}/replay': {
    name: 'webhook.replay';
    fields: {
      delivery: string;
      webhook: string;
    };
    bytes: false;
    answer: {
      at: string;
      attempts: number;
      bytes: number;
      data: Record<string, unknown>;
      due_at?: string | null;
      duplicate?: boolean;
      finished_at?: string | null;
      id: string;
      remark?: string | null;
      reply_status?: number | null;
      status: 'waiting' | 'delivered' | 'failed';
      took_ms?: number | null;
      type: string;
    };
  };
  /** webhook.replay_range: Tells again what ended so within a time, in the order in which it was told: a job. */
  'POST /api/v1/webhooks/{webhook}/replays': {
    name: 'webhook.replay_range';
    fields: {
      webhook: string;
      from: string;
      status?: 'failed' | 'delivered' | null;
      to: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      job: string;
    };
  };
  /** webhook.rotate_secret: A new secret, shown this once. For 24 hours the old one signs, too. */
  'POST /api/v1/webhooks/{webhook}/secret': {
    name: 'webhook.rotate_secret';
    fields: {
      webhook: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
      secret: string | null;
      webhook: {
        changed_at: string;
        contents: boolean;
        conversation_kinds: string[];
        created_at: string;
        created_by: string;
        description: string;
        disabled?: 'by_hand' | 'gone' | 'failing' | null;
        disabled_at?: string | null;
        enabled: boolean;
        events: string[];
        id: string;
        old_secret_until?: string | null;
        url: string;
      };
    };
  };
  /** webhook.statistics: How an endpoint does, by day. */
  'GET /api/v1/webhooks/{webhook}/statistics': {
    name: 'webhook.statistics';
    fields: {
      days?: number | null;
      webhook: string;
    };
    bytes: false;
    answer: {
      accepted_at?: string | null;
      days: {
        average_ms: number;
        day: string;
        delivered: number;
        failed: number;
        refused: number;
      }[];
      failing_since?: string | null;
      rests_until?: string | null;
      waiting: number;
    };
  };
  /** webhook.test: Tells the endpoint a webhook.ping, also while it is off; webhook.deliveries says what came of it. */
  'POST /api/v1/webhooks/{webhook}/test': {
    name: 'webhook.test';
    fields: {
      webhook: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** word_hit.list: What met a rule, newest first; those who do not manage words see the hits of their own rules and groups. */
  'GET /api/v1/word-hits': {
    name: 'word_hit.list';
    fields: {
      action?: 'block' | 'warn' | null;
      actor?: string | null;
      conversation?: string | null;
      cursor?: string | null;
      limit?: number | null;
      rule?: string | null;
    };
    bytes: false;
    answer: {
      items: {
        action: 'block' | 'warn';
        actor: string;
        at: string;
        conversation?: string | null;
        excerpt: string;
        field: string;
        id: string;
        matched: string;
        rule?: string | null;
        rule_name: string;
        seq?: number | null;
      }[];
      next_cursor?: string | null;
    };
  };
  /** word_rule.list: All rules, without their words. */
  'GET /api/v1/word-rules': {
    name: 'word_rule.list';
    fields: Record<string, never>;
    bytes: false;
    answer: {
      items: {
        action: 'block' | 'warn';
        detect: ('phone' | 'email')[];
        everybody: boolean;
        id: string;
        name: string;
        owner: string;
        updated_at: string;
        word_count: number;
      }[];
    };
  };
  /** word_rule.create: A rule about words that are blocked or warned of, for everybody or for some. */
  'POST /api/v1/word-rules': {
    name: 'word_rule.create';
    fields: {
      action: 'block' | 'warn';
      departments?: number[] | null;
      detect?: ('phone' | 'email')[] | null;
      members?: string[] | null;
      name: string;
      owner?: string | null;
      words?: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[] | null;
    };
    bytes: false;
    answer: {
      action: 'block' | 'warn';
      created_at: string;
      departments: number[];
      detect: ('phone' | 'email')[];
      duplicate?: boolean;
      everybody: boolean;
      id: string;
      members: string[];
      name: string;
      owner: string;
      updated_at: string;
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
  };
  /** word_rule.delete: Takes a rule away; its hits stay. */
  'DELETE /api/v1/word-rules/{rule}': {
    name: 'word_rule.delete';
    fields: {
      rule: string;
    };
    bytes: false;
    answer: {
      duplicate?: boolean;
    };
  };
  /** word_rule.get: A rule with its words and scope. */
  'GET /api/v1/word-rules/{rule}': {
    name: 'word_rule.get';
    fields: {
      rule: string;
    };
    bytes: false;
    answer: {
      action: 'block' | 'warn';
      created_at: string;
      departments: number[];
      detect: ('phone' | 'email')[];
      everybody: boolean;
      id: string;
      members: string[];
      name: string;
      owner: string;
      updated_at: string;
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
  };
  /** word_rule.update: Changes what is given of a rule; lists are replaced whole. */
  'PATCH /api/v1/word-rules/{rule}': {
    name: 'word_rule.update';
    fields: {
      rule: string;
      action?: 'block' | 'warn' | null;
      departments?: number[] | null;
      detect?: ('phone' | 'email')[] | null;
      members?: string[] | null;
      name?: string | null;
      owner?: string | null;
      words?: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[] | null;
    };
    bytes: false;
    answer: {
      action: 'block' | 'warn';
      created_at: string;
      departments: number[];
      detect: ('phone' | 'email')[];
      duplicate?: boolean;
      everybody: boolean;
      id: string;
      members: string[];
      name: string;
      owner: string;
      updated_at: string;
      words: {
        match?: 'contains' | 'whole' | 'spaced' | null;
        text: string;
      }[];
    };
  };
}

/** What a webhook is told: the `data` of each type. */
export interface Events {
  /** Whether an address is the app's: it answers with the challenge. */
  'app.challenge': {
    challenge: string;
  };
  /** A member pressed a button of the menu. */
  'app.click': {
    app: number;
    key?: string | null;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    type: string;
  };
  /** A member opened the app's chat. */
  'app.enter_agent': {
    app: number;
    member: {
      id: string;
      name: string;
      userid: string;
    };
  };
  /** A member pressed a button of another type. */
  'app.menu': {
    app: number;
    key?: string | null;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    type: string;
  };
  /** A member wrote to the app. */
  'app.message': {
    app: number;
    body: Record<string, unknown>;
    conversation: string;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    seq: number;
  };
  /** A member came into the app's range. */
  'app.subscribe': {
    app: number;
    member: {
      id: string;
      name: string;
      userid: string;
    };
  };
  /** A member answered a card. */
  'app.template_card_event': {
    app: number;
    card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
    choices: {
      option_ids: string[];
      question_key: string;
    }[];
    conversation: string;
    key?: string | null;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    message: string;
    response_code: string;
    seq: number;
    task_id: string;
  };
  /** A member pressed the menu of a card. */
  'app.template_card_menu_event': {
    app: number;
    card_type: 'text_notice' | 'news_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
    choices: {
      option_ids: string[];
      question_key: string;
    }[];
    conversation: string;
    key?: string | null;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    message: string;
    response_code: string;
    seq: number;
    task_id: string;
  };
  /** A member left the app's range. */
  'app.unsubscribe': {
    app: number;
    member: {
      id: string;
      name: string;
      userid: string;
    };
  };
  /** A member opened an address from the menu. */
  'app.view': {
    app: number;
    key?: string | null;
    member: {
      id: string;
      name: string;
      userid: string;
    };
    type: string;
  };
  /** A broadcast is over: done, stopped or failed. */
  'broadcast.ended': {
    broadcast: string;
    counts: {
      failed: number;
      read: number;
      refused: number;
      replied: number;
      sent: number;
      skipped: number;
      total: number;
    };
    created_by: string;
    kind: 'company' | 'own' | 'direct';
    status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
    target: 'customers' | 'customer_groups' | 'employees';
  };
  /** A broadcast was started: who is meant is being looked up. */
  'broadcast.started': {
    broadcast: string;
    counts: {
      failed: number;
      read: number;
      refused: number;
      replied: number;
      sent: number;
      skipped: number;
      total: number;
    };
    created_by: string;
    kind: 'company' | 'own' | 'direct';
    status: 'draft' | 'preparing' | 'waiting' | 'sending' | 'paused' | 'stopped' | 'done' | 'failed';
    target: 'customers' | 'customer_groups' | 'employees';
  };
  /** A tag of customers was made. */
  'contact_tag.created': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** A tag of customers is gone. */
  'contact_tag.deleted': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** A tag of customers has another name or place. */
  'contact_tag.updated': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** A group of tags of customers was made. */
  'contact_tag_group.created': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** A group of tags of customers is gone, with its tags. */
  'contact_tag_group.deleted': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** A group of tags of customers has another name or place. */
  'contact_tag_group.updated': {
    actor?: string | null;
    group?: number | null;
    moved: boolean;
    number: number;
  };
  /** Something else happened in a conversation: the kinds are those of the entries of its log. */
  'conversation.entry': {
    actor?: string | null;
    at?: string | null;
    body?: Record<string, unknown> | null;
    conversation: string;
    conversation_kind: string;
    kind?: string | null;
    seq: number;
  };
  /** A customer has an employee in charge. */
  'customer.added': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      again?: boolean | null;
      follow?: string | null;
      source?: 'way' | 'request' | 'share' | 'hand_over' | 'group' | 'api' | null;
      state?: string | null;
      way?: string | null;
    };
    employee?: string | null;
  };
  /** A customer got a broadcast. */
  'customer.broadcast': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      broadcast?: string | null;
    };
    employee?: string | null;
  };
  /** A colleague takes part in a customer's chat. */
  'customer.colleague_joined': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      colleague?: string | null;
    };
    employee?: string | null;
  };
  /** A colleague takes part in it no longer. */
  'customer.colleague_left': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      colleague?: string | null;
    };
    employee?: string | null;
  };
  /** The company's site said who a customer is. */
  'customer.identified': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      provider?: string | null;
    };
    employee?: string | null;
  };
  /** A customer came into a group. */
  'customer.joined_group': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      conversation?: string | null;
      state?: string | null;
      way?: string | null;
    };
    employee?: string | null;
  };
  /** A customer left a group. */
  'customer.left_group': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      conversation?: string | null;
    };
    employee?: string | null;
  };
  /** A customer left, or blocked the employee. */
  'customer.lost': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      blocked?: boolean | null;
      follow?: string | null;
    };
    employee?: string | null;
  };
  /** Two contacts became one. */
  'customer.merged': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      contact?: string | null;
    };
    employee?: string | null;
  };
  /** A customer looked at a content. */
  'customer.opened': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      content?: string | null;
      link?: string | null;
      version?: number | null;
    };
    employee?: string | null;
  };
  /** An employee is in charge of a customer no longer, but another one is. */
  'customer.passed_on': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      follow?: string | null;
    };
    employee?: string | null;
  };
  /** A customer said how content it is. */
  'customer.rated': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      score?: number | null;
    };
    employee?: string | null;
  };
  /** A request to be added was refused or ignored. */
  'customer.refused': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      decision?: string | null;
      request?: string | null;
    };
    employee?: string | null;
  };
  /** What an employee wrote down about a customer changed. */
  'customer.remarked': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      follow?: string | null;
    };
    employee?: string | null;
  };
  /** An employee ended the relation. */
  'customer.removed': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      follow?: string | null;
      silent?: boolean | null;
      temporary?: boolean | null;
    };
    employee?: string | null;
  };
  /** A customer asks to be added, and somebody has to agree. */
  'customer.requested': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      request?: string | null;
    };
    employee?: string | null;
  };
  /** A contact way was opened. */
  'customer.scanned': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      first?: boolean | null;
      state?: string | null;
      way?: string | null;
    };
    employee?: string | null;
  };
  /** A customer was recommended to a colleague. */
  'customer.shared': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      from?: string | null;
      to?: string | null;
    };
    employee?: string | null;
  };
  /** Tags of a customer changed. */
  'customer.tagged': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      added?: number[] | null;
      follow?: string | null;
      removed?: number[] | null;
    };
    employee?: string | null;
  };
  /** And two again. */
  'customer.unmerged': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      contact?: string | null;
    };
    employee?: string | null;
  };
  /** A customer came back to the page. */
  'customer.visited': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: Record<string, never>;
    employee?: string | null;
  };
  /** A group for customers was made. */
  'customer_group.created': {
    actor?: string | null;
    change: string;
    conversation: string;
    member_count: number;
    members: string[];
  };
  /** A group for customers is gone. */
  'customer_group.dismissed': {
    actor?: string | null;
    change: string;
    conversation: string;
    member_count: number;
    members: string[];
  };
  /** A group for customers has other members, another owner, name or notice. */
  'customer_group.updated': {
    actor?: string | null;
    change: string;
    conversation: string;
    member_count: number;
    members: string[];
  };
  /** A department was made. */
  'department.created': {
    changed: string[];
    department: number;
  };
  /** A department is gone. */
  'department.deleted': {
    changed: string[];
    department: number;
  };
  /** A department stands somewhere else. */
  'department.moved': {
    changed: string[];
    department: number;
  };
  /** A department has another name, or other heads. */
  'department.updated': {
    changed: string[];
    department: number;
  };
  /** A customer is asked whether another employee may take over. */
  'hand_over.began': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      effective_at?: string | null;
      from?: string | null;
      hand_over?: string | null;
      to?: string | null;
    };
    employee?: string | null;
  };
  /** A customer has another employee in charge. */
  'hand_over.done': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      from?: string | null;
      hand_over?: string | null;
      to?: string | null;
      undo?: boolean | null;
    };
    employee?: string | null;
  };
  /** A hand-over ended without effect. */
  'hand_over.ended': {
    actor?: string | null;
    conversation?: string | null;
    customer: string;
    detail: {
      hand_over?: string | null;
      result?: string | null;
    };
    employee?: string | null;
  };
  /** A job of the company ended, well or not. */
  'job.finished': {
    job: string;
    kind: string;
    status: string;
  };
  /** Somebody came into the company. */
  'member.created': {
    changed: string[];
    member: string;
  };
  /** A member was locked out. */
  'member.disabled': {
    changed: string[];
    member: string;
  };
  /** A member was let back in. */
  'member.enabled': {
    changed: string[];
    member: string;
  };
  /** A member left the company. */
  'member.left': {
    changed: string[];
    member: string;
  };
  /** What is known of a member, or where it belongs, changed. */
  'member.updated': {
    changed: string[];
    member: string;
  };
  /** A message was written. */
  'message.created': {
    at?: string | null;
    body?: Record<string, unknown> | null;
    client_id?: string | null;
    conversation: string;
    conversation_kind: string;
    entry_seq: number;
    kind?: string | null;
    reply_to?: number | null;
    sender?: string | null;
    sender_kind?: string | null;
    seq: number;
    state: 'present' | 'recalled' | 'gone';
  };
  /** A message was edited. */
  'message.edited': {
    at?: string | null;
    body?: Record<string, unknown> | null;
    client_id?: string | null;
    conversation: string;
    conversation_kind: string;
    entry_seq: number;
    kind?: string | null;
    reply_to?: number | null;
    sender?: string | null;
    sender_kind?: string | null;
    seq: number;
    state: 'present' | 'recalled' | 'gone';
  };
  /** A message was recalled. */
  'message.recalled': {
    at?: string | null;
    body?: Record<string, unknown> | null;
    client_id?: string | null;
    conversation: string;
    conversation_kind: string;
    entry_seq: number;
    kind?: string | null;
    reply_to?: number | null;
    sender?: string | null;
    sender_kind?: string | null;
    seq: number;
    state: 'present' | 'recalled' | 'gone';
  };
  /** A tag of the directory was made. */
  'tag.created': {
    changed: string[];
    tag: number;
  };
  /** A tag of the directory is gone. */
  'tag.deleted': {
    changed: string[];
    tag: number;
  };
  /** Members or departments got a tag, or lost it. */
  'tag.members_changed': {
    added: string[];
    added_departments: number[];
    removed: string[];
    removed_departments: number[];
    tag: number;
  };
  /** A tag of the directory has another name. */
  'tag.updated': {
    changed: string[];
    tag: number;
  };
  /** Somebody tried a webhook out. */
  'webhook.ping': {
    webhook: string;
  };
}
