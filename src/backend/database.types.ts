export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      announcements: {
        Row: {
          audience: Database['public']['Enums']['app_role'] | null;
          cleared_at: string | null;
          created_at: string;
          created_by: string;
          expires_at: string | null;
          id: string;
          link: string | null;
          message: string | null;
          priority: number;
          published_at: string | null;
          published_upto: string | null;
          recipients: number;
          starts_at: string;
          title: string;
          withdrawn_at: string | null;
        };
        ComputedFields: never;
        Insert: {
          audience?: Database['public']['Enums']['app_role'] | null;
          cleared_at?: string | null;
          created_at?: string;
          created_by: string;
          expires_at?: string | null;
          id: string;
          link?: string | null;
          message?: string | null;
          priority: number;
          published_at?: string | null;
          published_upto?: string | null;
          recipients?: number;
          starts_at: string;
          title: string;
          withdrawn_at?: string | null;
        };
        Update: {
          audience?: Database['public']['Enums']['app_role'] | null;
          cleared_at?: string | null;
          created_at?: string;
          created_by?: string;
          expires_at?: string | null;
          id?: string;
          link?: string | null;
          message?: string | null;
          priority?: number;
          published_at?: string | null;
          published_upto?: string | null;
          recipients?: number;
          starts_at?: string;
          title?: string;
          withdrawn_at?: string | null;
        };
        Relationships: [];
      };
      app_settings: {
        Row: {
          description: string;
          key: string;
          updated_at: string;
          value: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          description: string;
          key: string;
          updated_at?: string;
          value: NonNullable<Json>;
        };
        Update: {
          description?: string;
          key?: string;
          updated_at?: string;
          value?: NonNullable<Json>;
        };
        Relationships: [];
      };
      audit_log: {
        Row: {
          action: string;
          actor_id: string | null;
          actor_label: string;
          created_at: string;
          details: NonNullable<Json>;
          id: string;
          reason: string | null;
          session_id: string | null;
          subject_user_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          action: string;
          actor_id?: string | null;
          actor_label: string;
          created_at?: string;
          details?: NonNullable<Json>;
          id?: string;
          reason?: string | null;
          session_id?: string | null;
          subject_user_id?: string | null;
        };
        Update: {
          action?: string;
          actor_id?: string | null;
          actor_label?: string;
          created_at?: string;
          details?: NonNullable<Json>;
          id?: string;
          reason?: string | null;
          session_id?: string | null;
          subject_user_id?: string | null;
        };
        Relationships: [];
      };
      blocks: {
        Row: {
          blocked_id: string;
          created_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          blocked_id: string;
          created_at?: string;
          user_id: string;
        };
        Update: {
          blocked_id?: string;
          created_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'blocks_blocked_id_fkey';
            columns: ['blocked_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'blocks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      bookmarks: {
        Row: {
          created_at: string;
          message_id: string;
          session_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          message_id: string;
          session_id: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          message_id?: string;
          session_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'bookmarks_session_id_message_id_fkey';
            columns: ['session_id', 'message_id'];
            isOneToOne: false;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
          {
            foreignKeyName: 'bookmarks_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      mentor_applications: {
        Row: {
          applied_at: string;
          decided_at: string | null;
          decided_by: string | null;
          reason: string | null;
          statement: string | null;
          status: Database['public']['Enums']['mentor_status'];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          applied_at?: string;
          decided_at?: string | null;
          decided_by?: string | null;
          reason?: string | null;
          statement?: string | null;
          status: Database['public']['Enums']['mentor_status'];
          user_id: string;
        };
        Update: {
          applied_at?: string;
          decided_at?: string | null;
          decided_by?: string | null;
          reason?: string | null;
          statement?: string | null;
          status?: Database['public']['Enums']['mentor_status'];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'mentor_applications_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      message_reactions: {
        Row: {
          created_at: string;
          emoji: string;
          message_id: string;
          session_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          emoji: string;
          message_id: string;
          session_id: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          emoji?: string;
          message_id?: string;
          session_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'message_reactions_session_id_message_id_fkey';
            columns: ['session_id', 'message_id'];
            isOneToOne: false;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
        ];
      };
      message_versions: {
        Row: {
          attachments: NonNullable<Json>;
          content: string | null;
          edited_at: string;
          message_id: string;
          reason: Database['public']['Enums']['version_reason'];
          session_id: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          attachments?: NonNullable<Json>;
          content?: string | null;
          edited_at?: string;
          message_id: string;
          reason: Database['public']['Enums']['version_reason'];
          session_id: string;
          version: number;
        };
        Update: {
          attachments?: NonNullable<Json>;
          content?: string | null;
          edited_at?: string;
          message_id?: string;
          reason?: Database['public']['Enums']['version_reason'];
          session_id?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'message_versions_session_id_message_id_fkey';
            columns: ['session_id', 'message_id'];
            isOneToOne: false;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
        ];
      };
      messages: {
        Row: {
          attachments: NonNullable<Json>;
          content: string | null;
          content_rev: number;
          created_at: string;
          deleted_at: string | null;
          edited_at: string | null;
          forwarded: boolean;
          id: string;
          message_type: Database['public']['Enums']['message_type'];
          metadata: NonNullable<Json>;
          purged_at: string | null;
          reactions: NonNullable<Json>;
          reply_to: string | null;
          rev: number;
          sender_id: string | null;
          seq: number;
          session_id: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          attachments?: NonNullable<Json>;
          content?: string | null;
          content_rev?: number;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          forwarded?: boolean;
          id: string;
          message_type?: Database['public']['Enums']['message_type'];
          metadata?: NonNullable<Json>;
          purged_at?: string | null;
          reactions?: NonNullable<Json>;
          reply_to?: string | null;
          rev: number;
          sender_id?: string | null;
          seq: number;
          session_id: string;
          updated_at?: string;
        };
        Update: {
          attachments?: NonNullable<Json>;
          content?: string | null;
          content_rev?: number;
          created_at?: string;
          deleted_at?: string | null;
          edited_at?: string | null;
          forwarded?: boolean;
          id?: string;
          message_type?: Database['public']['Enums']['message_type'];
          metadata?: NonNullable<Json>;
          purged_at?: string | null;
          reactions?: NonNullable<Json>;
          reply_to?: string | null;
          rev?: number;
          sender_id?: string | null;
          seq?: number;
          session_id?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'messages_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'messages_session_id_reply_to_fkey';
            columns: ['session_id', 'reply_to'];
            isOneToOne: false;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
        ];
      };
      notification_preferences: {
        Row: {
          browser: boolean;
          email: boolean;
          in_app: boolean;
          push: boolean;
          type: Database['public']['Enums']['notification_type'];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          browser?: boolean;
          email?: boolean;
          in_app?: boolean;
          push?: boolean;
          type: Database['public']['Enums']['notification_type'];
          user_id: string;
        };
        Update: {
          browser?: boolean;
          email?: boolean;
          in_app?: boolean;
          push?: boolean;
          type?: Database['public']['Enums']['notification_type'];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'notification_preferences_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      notification_settings: {
        Row: {
          digest_minutes: number;
          email: boolean;
          quiet_from: string | null;
          quiet_to: string | null;
          sound: boolean;
          sound_at_night: boolean;
          timezone: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          digest_minutes?: number;
          email?: boolean;
          quiet_from?: string | null;
          quiet_to?: string | null;
          sound?: boolean;
          sound_at_night?: boolean;
          timezone?: string | null;
          user_id: string;
        };
        Update: {
          digest_minutes?: number;
          email?: boolean;
          quiet_from?: string | null;
          quiet_to?: string | null;
          sound?: boolean;
          sound_at_night?: boolean;
          timezone?: string | null;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'notification_settings_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      notifications: {
        Row: {
          announcement_id: string | null;
          count: number;
          created_at: string;
          data: NonNullable<Json>;
          expires_at: string | null;
          id: string;
          last_seq: number | null;
          mailed_at: string | null;
          message: string | null;
          priority: number;
          raised_at: string;
          read_at: string | null;
          session_id: string | null;
          silent: boolean;
          title: string;
          type: Database['public']['Enums']['notification_type'];
          unmailed_since: string;
          updated_at: string;
          user_id: string;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          announcement_id?: string | null;
          count?: number;
          created_at?: string;
          data?: NonNullable<Json>;
          expires_at?: string | null;
          id?: string;
          last_seq?: number | null;
          mailed_at?: string | null;
          message?: string | null;
          priority?: number;
          raised_at?: string;
          read_at?: string | null;
          session_id?: string | null;
          silent?: boolean;
          title: string;
          type: Database['public']['Enums']['notification_type'];
          unmailed_since?: string;
          updated_at?: string;
          user_id: string;
          version?: number;
        };
        Update: {
          announcement_id?: string | null;
          count?: number;
          created_at?: string;
          data?: NonNullable<Json>;
          expires_at?: string | null;
          id?: string;
          last_seq?: number | null;
          mailed_at?: string | null;
          message?: string | null;
          priority?: number;
          raised_at?: string;
          read_at?: string | null;
          session_id?: string | null;
          silent?: boolean;
          title?: string;
          type?: Database['public']['Enums']['notification_type'];
          unmailed_since?: string;
          updated_at?: string;
          user_id?: string;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'notifications_announcement_id_fkey';
            columns: ['announcement_id'];
            isOneToOne: false;
            referencedRelation: 'announcements';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      participant_state: {
        Row: {
          archived_at: string | null;
          last_read_seq: number;
          muted_until: string | null;
          pinned_at: string | null;
          session_id: string;
          state_version: number;
          unread_count: number;
          unread_from_seq: number | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          archived_at?: string | null;
          last_read_seq?: number;
          muted_until?: string | null;
          pinned_at?: string | null;
          session_id: string;
          state_version?: number;
          unread_count?: number;
          unread_from_seq?: number | null;
          user_id: string;
        };
        Update: {
          archived_at?: string | null;
          last_read_seq?: number;
          muted_until?: string | null;
          pinned_at?: string | null;
          session_id?: string;
          state_version?: number;
          unread_count?: number;
          unread_from_seq?: number | null;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'participant_state_session_id_user_id_fkey';
            columns: ['session_id', 'user_id'];
            isOneToOne: true;
            referencedRelation: 'participants';
            referencedColumns: ['session_id', 'user_id'];
          },
        ];
      };
      participants: {
        Row: {
          from_seq: number;
          joined_at: string;
          left_at: string | null;
          role: Database['public']['Enums']['app_role'];
          session_id: string;
          sort_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          from_seq?: number;
          joined_at?: string;
          left_at?: string | null;
          role: Database['public']['Enums']['app_role'];
          session_id: string;
          sort_at?: string;
          user_id: string;
        };
        Update: {
          from_seq?: number;
          joined_at?: string;
          left_at?: string | null;
          role?: Database['public']['Enums']['app_role'];
          session_id?: string;
          sort_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'participants_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'participants_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      pins: {
        Row: {
          message_id: string;
          pinned_at: string;
          pinned_by: string;
          session_id: string;
        };
        ComputedFields: never;
        Insert: {
          message_id: string;
          pinned_at?: string;
          pinned_by: string;
          session_id: string;
        };
        Update: {
          message_id?: string;
          pinned_at?: string;
          pinned_by?: string;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'pins_session_id_message_id_fkey';
            columns: ['session_id', 'message_id'];
            isOneToOne: true;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
        ];
      };
      products: {
        Row: {
          active: boolean;
          created_at: string;
          currency: string;
          id: string;
          image_url: string | null;
          name: string;
          price_cents: number;
          supplier_id: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          active?: boolean;
          created_at?: string;
          currency?: string;
          id?: string;
          image_url?: string | null;
          name: string;
          price_cents: number;
          supplier_id?: string;
          updated_at?: string;
        };
        Update: {
          active?: boolean;
          created_at?: string;
          currency?: string;
          id?: string;
          image_url?: string | null;
          name?: string;
          price_cents?: number;
          supplier_id?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'products_supplier_id_fkey';
            columns: ['supplier_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      profiles: {
        Row: {
          accepting: boolean;
          avatar_url: string | null;
          bio: string | null;
          created_at: string;
          full_name: string;
          headline: string | null;
          id: string;
          mentor_status: Database['public']['Enums']['mentor_status'];
          role: Database['public']['Enums']['app_role'];
          skills: string[];
          timezone: string | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          accepting?: boolean;
          avatar_url?: string | null;
          bio?: string | null;
          created_at?: string;
          full_name: string;
          headline?: string | null;
          id: string;
          mentor_status?: Database['public']['Enums']['mentor_status'];
          role?: Database['public']['Enums']['app_role'];
          skills?: string[];
          timezone?: string | null;
          updated_at?: string;
        };
        Update: {
          accepting?: boolean;
          avatar_url?: string | null;
          bio?: string | null;
          created_at?: string;
          full_name?: string;
          headline?: string | null;
          id?: string;
          mentor_status?: Database['public']['Enums']['mentor_status'];
          role?: Database['public']['Enums']['app_role'];
          skills?: string[];
          timezone?: string | null;
          updated_at?: string;
        };
        Relationships: [];
      };
      ratings: {
        Row: {
          comment: string | null;
          created_at: string;
          ratee_id: string;
          rater_id: string | null;
          session_id: string;
          stars: number;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          comment?: string | null;
          created_at?: string;
          ratee_id: string;
          rater_id?: string | null;
          session_id: string;
          stars: number;
          updated_at?: string;
        };
        Update: {
          comment?: string | null;
          created_at?: string;
          ratee_id?: string;
          rater_id?: string | null;
          session_id?: string;
          stars?: number;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'ratings_ratee_id_fkey';
            columns: ['ratee_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'ratings_rater_id_fkey';
            columns: ['rater_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'ratings_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: true;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      realtime_connections: {
        Row: {
          auth_session_id: string;
          created_at: string;
          device: string;
          seen_at: string;
          status: Database['public']['Enums']['presence_status'];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          auth_session_id: string;
          created_at?: string;
          device: string;
          seen_at?: string;
          status?: Database['public']['Enums']['presence_status'];
          user_id: string;
        };
        Update: {
          auth_session_id?: string;
          created_at?: string;
          device?: string;
          seen_at?: string;
          status?: Database['public']['Enums']['presence_status'];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'realtime_connections_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: false;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
      receipt_marks: {
        Row: {
          at: string;
          delivered_seq: number;
          read_seq: number | null;
          session_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          at: string;
          delivered_seq: number;
          read_seq?: number | null;
          session_id: string;
          user_id: string;
        };
        Update: {
          at?: string;
          delivered_seq?: number;
          read_seq?: number | null;
          session_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'receipt_marks_session_id_user_id_fkey';
            columns: ['session_id', 'user_id'];
            isOneToOne: false;
            referencedRelation: 'participants';
            referencedColumns: ['session_id', 'user_id'];
          },
        ];
      };
      receipts: {
        Row: {
          delivered_at: string | null;
          delivered_seq: number;
          read_at: string | null;
          read_seq: number | null;
          read_version: number;
          session_id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          delivered_at?: string | null;
          delivered_seq?: number;
          read_at?: string | null;
          read_seq?: number | null;
          read_version?: number;
          session_id: string;
          user_id: string;
        };
        Update: {
          delivered_at?: string | null;
          delivered_seq?: number;
          read_at?: string | null;
          read_seq?: number | null;
          read_version?: number;
          session_id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'receipts_session_id_user_id_fkey';
            columns: ['session_id', 'user_id'];
            isOneToOne: true;
            referencedRelation: 'participants';
            referencedColumns: ['session_id', 'user_id'];
          },
        ];
      };
      reports: {
        Row: {
          assigned_to: string | null;
          created_at: string;
          id: string;
          message_id: string | null;
          note: string | null;
          reason: Database['public']['Enums']['report_reason'];
          reporter_id: string;
          resolution: string | null;
          resolved_at: string | null;
          resolved_by: string | null;
          session_id: string;
          status: Database['public']['Enums']['report_status'];
        };
        ComputedFields: never;
        Insert: {
          assigned_to?: string | null;
          created_at?: string;
          id: string;
          message_id?: string | null;
          note?: string | null;
          reason: Database['public']['Enums']['report_reason'];
          reporter_id: string;
          resolution?: string | null;
          resolved_at?: string | null;
          resolved_by?: string | null;
          session_id: string;
          status?: Database['public']['Enums']['report_status'];
        };
        Update: {
          assigned_to?: string | null;
          created_at?: string;
          id?: string;
          message_id?: string | null;
          note?: string | null;
          reason?: Database['public']['Enums']['report_reason'];
          reporter_id?: string;
          resolution?: string | null;
          resolved_at?: string | null;
          resolved_by?: string | null;
          session_id?: string;
          status?: Database['public']['Enums']['report_status'];
        };
        Relationships: [
          {
            foreignKeyName: 'reports_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'reports_session_id_message_id_fkey';
            columns: ['session_id', 'message_id'];
            isOneToOne: false;
            referencedRelation: 'messages';
            referencedColumns: ['session_id', 'id'];
          },
        ];
      };
      review_grants: {
        Row: {
          admin_id: string;
          ended_at: string | null;
          expires_at: string;
          granted_at: string;
          id: string;
          reason: string;
          session_id: string;
        };
        ComputedFields: never;
        Insert: {
          admin_id: string;
          ended_at?: string | null;
          expires_at: string;
          granted_at?: string;
          id?: string;
          reason: string;
          session_id: string;
        };
        Update: {
          admin_id?: string;
          ended_at?: string | null;
          expires_at?: string;
          granted_at?: string;
          id?: string;
          reason?: string;
          session_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'review_grants_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      session_events: {
        Row: {
          actor_id: string | null;
          created_at: string;
          event: string;
          from_status: Database['public']['Enums']['session_status'] | null;
          id: string;
          metadata: NonNullable<Json>;
          reason: string | null;
          session_id: string;
          to_status: Database['public']['Enums']['session_status'];
        };
        ComputedFields: never;
        Insert: {
          actor_id?: string | null;
          created_at?: string;
          event: string;
          from_status?: Database['public']['Enums']['session_status'] | null;
          id?: string;
          metadata?: NonNullable<Json>;
          reason?: string | null;
          session_id: string;
          to_status: Database['public']['Enums']['session_status'];
        };
        Update: {
          actor_id?: string | null;
          created_at?: string;
          event?: string;
          from_status?: Database['public']['Enums']['session_status'] | null;
          id?: string;
          metadata?: NonNullable<Json>;
          reason?: string | null;
          session_id?: string;
          to_status?: Database['public']['Enums']['session_status'];
        };
        Relationships: [
          {
            foreignKeyName: 'session_events_session_id_fkey';
            columns: ['session_id'];
            isOneToOne: false;
            referencedRelation: 'sessions';
            referencedColumns: ['id'];
          },
        ];
      };
      sessions: {
        Row: {
          awaiting_since: string | null;
          awaiting_user_id: string | null;
          conversation_key: string | null;
          created_at: string;
          created_by: string;
          ended_reason: string | null;
          ends_at: string | null;
          escalated_at: string | null;
          expires_at: string | null;
          extension_by: string | null;
          extension_minutes: number | null;
          founder_a: string;
          founder_b: string;
          id: string;
          kind: Database['public']['Enums']['session_kind'];
          last_message: string | null;
          last_message_at: string | null;
          last_rev: number;
          last_sender_id: string | null;
          last_seq: number;
          metadata: NonNullable<Json>;
          product_id: string | null;
          product_snapshot: Json | null;
          scheduled_at: string | null;
          status: Database['public']['Enums']['session_status'];
          subject: string | null;
          summary: string | null;
          updated_at: string;
          updated_by: string | null;
        };
        ComputedFields: never;
        Insert: {
          awaiting_since?: string | null;
          awaiting_user_id?: string | null;
          conversation_key?: string | null;
          created_at?: string;
          created_by: string;
          ended_reason?: string | null;
          ends_at?: string | null;
          escalated_at?: string | null;
          expires_at?: string | null;
          extension_by?: string | null;
          extension_minutes?: number | null;
          founder_a: string;
          founder_b: string;
          id?: string;
          kind: Database['public']['Enums']['session_kind'];
          last_message?: string | null;
          last_message_at?: string | null;
          last_rev?: number;
          last_sender_id?: string | null;
          last_seq?: number;
          metadata?: NonNullable<Json>;
          product_id?: string | null;
          product_snapshot?: Json | null;
          scheduled_at?: string | null;
          status: Database['public']['Enums']['session_status'];
          subject?: string | null;
          summary?: string | null;
          updated_at?: string;
          updated_by?: string | null;
        };
        Update: {
          awaiting_since?: string | null;
          awaiting_user_id?: string | null;
          conversation_key?: string | null;
          created_at?: string;
          created_by?: string;
          ended_reason?: string | null;
          ends_at?: string | null;
          escalated_at?: string | null;
          expires_at?: string | null;
          extension_by?: string | null;
          extension_minutes?: number | null;
          founder_a?: string;
          founder_b?: string;
          id?: string;
          kind?: Database['public']['Enums']['session_kind'];
          last_message?: string | null;
          last_message_at?: string | null;
          last_rev?: number;
          last_sender_id?: string | null;
          last_seq?: number;
          metadata?: NonNullable<Json>;
          product_id?: string | null;
          product_snapshot?: Json | null;
          scheduled_at?: string | null;
          status?: Database['public']['Enums']['session_status'];
          subject?: string | null;
          summary?: string | null;
          updated_at?: string;
          updated_by?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'sessions_product_id_fkey';
            columns: ['product_id'];
            isOneToOne: false;
            referencedRelation: 'products';
            referencedColumns: ['id'];
          },
        ];
      };
      setting_changes: {
        Row: {
          changed_at: string;
          changed_by: string;
          id: string;
          key: string;
          new_value: NonNullable<Json>;
          old_value: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          changed_at?: string;
          changed_by: string;
          id?: string;
          key: string;
          new_value: NonNullable<Json>;
          old_value: NonNullable<Json>;
        };
        Update: {
          changed_at?: string;
          changed_by?: string;
          id?: string;
          key?: string;
          new_value?: NonNullable<Json>;
          old_value?: NonNullable<Json>;
        };
        Relationships: [];
      };
      user_presence: {
        Row: {
          last_seen: string;
          session_id: string | null;
          status: Database['public']['Enums']['presence_status'];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          last_seen?: string;
          session_id?: string | null;
          status?: Database['public']['Enums']['presence_status'];
          user_id: string;
        };
        Update: {
          last_seen?: string;
          session_id?: string | null;
          status?: Database['public']['Enums']['presence_status'];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'user_presence_user_id_fkey';
            columns: ['user_id'];
            isOneToOne: true;
            referencedRelation: 'profiles';
            referencedColumns: ['id'];
          },
        ];
      };
    };
    Views: {
      message_delivery: {
        Row: {
          created_at: string;
          delivered_at: string | null;
          id: string | null;
          message_id: string;
          read_at: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string | null;
          delivered_at?: string | null;
          id?: string | null;
          message_id?: string | null;
          read_at?: string | null;
          user_id?: string | null;
        };
        Update: {
          created_at?: string | null;
          delivered_at?: string | null;
          id?: string | null;
          message_id?: string | null;
          read_at?: string | null;
          user_id?: string | null;
        };
        Relationships: [];
      };
    };
    Functions: {
      admin_count_sessions: { Args: { p_filter?: Json }; Returns: Json };
      admin_export_sessions: { Args: { p_filter?: Json }; Returns: Json };
      admin_list_sessions: {
        Args: { p_cursor?: string; p_filter?: Json; p_limit?: number; p_sort?: string };
        Returns: Json;
      };
      admin_say: {
        Args: { p_content: string; p_id: string; p_reason: string; p_session_id: string };
        Returns: Json;
      };
      analytics: {
        Args: {
          p_from: string;
          p_kind?: Database['public']['Enums']['session_kind'];
          p_role?: Database['public']['Enums']['app_role'];
          p_to: string;
        };
        Returns: Json;
      };
      announce: {
        Args: {
          p_audience?: Database['public']['Enums']['app_role'];
          p_expires_at?: string;
          p_id: string;
          p_link?: string;
          p_message?: string;
          p_priority?: number;
          p_starts_at?: string;
          p_title: string;
        };
        Returns: Json;
      };
      answer_extension: { Args: { p_grant: boolean; p_session_id: string }; Returns: Json };
      apply_as_mentor: { Args: { p_statement: string }; Returns: Json };
      assign_report: { Args: { p_from?: string; p_id: string }; Returns: Json };
      claim_connection: { Args: { p_device: string; p_force?: boolean }; Returns: Json };
      claim_mails: { Args: { p_limit?: number }; Returns: Json };
      decide_mentor: {
        Args: { p_approve: boolean; p_reason?: string; p_user_id: string };
        Returns: Json;
      };
      delete_account: { Args: { p_confirm: string }; Returns: undefined };
      delete_message: { Args: { p_id: string }; Returns: Json };
      download_my_data: { Args: Record<PropertyKey, never>; Returns: Json };
      edit_message: {
        Args: { p_content: string; p_expected_rev: number; p_id: string };
        Returns: Json;
      };
      end_review: { Args: { p_session_id: string }; Returns: undefined };
      export_audit: { Args: { p_filter?: Json }; Returns: Json };
      export_session: {
        Args: { p_after_seq?: number; p_limit?: number; p_session_id: string };
        Returns: Json;
      };
      finish_mail: { Args: { p_error?: string; p_id: string }; Returns: undefined };
      get_messages: {
        Args: {
          p_after_seq?: number;
          p_around_seq?: number;
          p_before_seq?: number;
          p_limit?: number;
          p_session_id: string;
        };
        Returns: Json;
      };
      get_messages_by_id: { Args: { p_ids: string[]; p_session_id: string }; Returns: Json };
      get_profile: { Args: { p_user_id: string }; Returns: Json };
      get_report: { Args: { p_id: string }; Returns: Json };
      get_session: { Args: { p_session_id: string }; Returns: Json };
      get_suspension: { Args: { p_user_id: string }; Returns: Json };
      heartbeat: {
        Args: { p_session_id?: string; p_status?: Database['public']['Enums']['presence_status'] };
        Returns: Json;
      };
      hide_message: { Args: { p_id: string; p_reason: string }; Returns: Json };
      join_session: { Args: { p_reason: string; p_session_id: string }; Returns: Json };
      leave_session: { Args: { p_session_id: string }; Returns: undefined };
      list_announcements: { Args: { p_before?: string; p_limit?: number }; Returns: Json };
      list_attachments: {
        Args: { p_before_seq?: number; p_kind: string; p_limit?: number; p_session_id: string };
        Returns: Json;
      };
      list_audit: { Args: { p_cursor?: string; p_filter?: Json; p_limit?: number }; Returns: Json };
      list_available_admins: { Args: Record<PropertyKey, never>; Returns: Json };
      list_bookmarks: { Args: { p_before?: string; p_limit?: number }; Returns: Json };
      list_mentor_applications: {
        Args: {
          p_cursor?: string;
          p_limit?: number;
          p_status?: Database['public']['Enums']['mentor_status'];
        };
        Returns: Json;
      };
      list_mentors: {
        Args: {
          p_available?: boolean;
          p_cursor?: string;
          p_limit?: number;
          p_query?: string;
          p_skills?: string[];
        };
        Returns: Json;
      };
      list_notifications: {
        Args: {
          p_before?: Json;
          p_limit?: number;
          p_types?: Database['public']['Enums']['notification_type'][];
          p_unread?: boolean;
        };
        Returns: Json;
      };
      list_pins: { Args: { p_session_id: string }; Returns: Json };
      list_products: {
        Args: { p_cursor?: string; p_limit?: number; p_query?: string; p_supplier_id?: string };
        Returns: Json;
      };
      list_ratings: {
        Args: { p_before?: string; p_limit?: number; p_user_id: string };
        Returns: Json;
      };
      list_reports: {
        Args: {
          p_assigned_to?: string;
          p_cursor?: string;
          p_limit?: number;
          p_status?: Database['public']['Enums']['report_status'];
        };
        Returns: Json;
      };
      list_reviews: { Args: { p_session_id: string }; Returns: Json };
      list_sessions: {
        Args: { p_before?: string; p_limit?: number; p_needs_reply?: boolean };
        Returns: Json;
      };
      list_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      mark_all_notifications_read: { Args: { p_until: string }; Returns: Json };
      mark_delivered: { Args: { p_seq: number; p_session_id: string }; Returns: Json };
      mark_notifications_read: { Args: { p_ids: string[] }; Returns: Json };
      mark_read: { Args: { p_seq: number; p_session_id: string }; Returns: Json };
      mark_unread_from: { Args: { p_seq: number; p_session_id: string }; Returns: Json };
      mentor_skills: { Args: Record<PropertyKey, never>; Returns: Json };
      my_notification_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      my_reports: { Args: { p_before?: string; p_limit?: number }; Returns: Json };
      my_settings: { Args: Record<PropertyKey, never>; Returns: Json };
      my_suspension: { Args: Record<PropertyKey, never>; Returns: Json };
      open_conversation: {
        Args: {
          p_id?: string;
          p_kind: Database['public']['Enums']['session_kind'];
          p_peer_id?: string;
          p_product_id?: string;
          p_subject?: string;
        };
        Returns: Json;
      };
      overlapping_sessions: { Args: { p_peer_id?: string; p_scheduled_at: string }; Returns: Json };
      pin_message: { Args: { p_message_id: string; p_on: boolean }; Returns: Json };
      rate_session: {
        Args: { p_comment?: string; p_session_id: string; p_stars: number };
        Returns: Json;
      };
      release_connection: { Args: Record<PropertyKey, never>; Returns: undefined };
      release_report: { Args: { p_id: string }; Returns: Json };
      report: {
        Args: {
          p_id: string;
          p_message_id: string;
          p_note?: string;
          p_reason: Database['public']['Enums']['report_reason'];
          p_session_id: string;
        };
        Returns: Json;
      };
      request_extension: { Args: { p_minutes: number; p_session_id: string }; Returns: Json };
      request_session: {
        Args: {
          p_id: string;
          p_mentor_id: string;
          p_message?: string;
          p_scheduled_at?: string;
          p_subject: string;
        };
        Returns: Json;
      };
      reschedule_session: { Args: { p_scheduled_at: string; p_session_id: string }; Returns: Json };
      resolve_report: {
        Args: {
          p_id: string;
          p_note: string;
          p_outcome: Database['public']['Enums']['report_status'];
        };
        Returns: Json;
      };
      restore_user: { Args: { p_reason: string; p_user_id: string }; Returns: Json };
      review_session: { Args: { p_reason: string; p_session_id: string }; Returns: Json };
      review_timeline: {
        Args: { p_after_seq?: number; p_limit?: number; p_session_id: string };
        Returns: Json;
      };
      search_messages: {
        Args: {
          p_after?: string;
          p_before?: string;
          p_before_time?: string;
          p_has_file?: boolean;
          p_limit?: number;
          p_peer_id?: string;
          p_query?: string;
          p_sender_id?: string;
          p_session_id?: string;
        };
        Returns: Json;
      };
      seq_at: { Args: { p_at: string; p_session_id: string }; Returns: number };
      sessions_with: {
        Args: { p_before?: string; p_limit?: number; p_peer_id: string };
        Returns: Json;
      };
      set_block: { Args: { p_on: boolean; p_user_id: string }; Returns: undefined };
      set_bookmark: { Args: { p_message_id: string; p_on: boolean }; Returns: undefined };
      set_notification_preference: {
        Args: {
          p_browser?: boolean;
          p_email?: boolean;
          p_in_app?: boolean;
          p_type: Database['public']['Enums']['notification_type'];
        };
        Returns: Json;
      };
      set_notification_settings: { Args: { p_settings: Json }; Returns: Json };
      set_reaction: {
        Args: { p_emoji: string; p_message_id: string; p_on: boolean };
        Returns: Json;
      };
      set_read_receipts: { Args: { p_on: boolean }; Returns: Json };
      set_role: {
        Args: {
          p_reason: string;
          p_role: Database['public']['Enums']['app_role'];
          p_user_id: string;
        };
        Returns: Json;
      };
      set_session_state: {
        Args: {
          p_archived?: boolean;
          p_muted_until?: string;
          p_pinned?: boolean;
          p_session_id: string;
        };
        Returns: Json;
      };
      set_setting: { Args: { p_expected: Json; p_key: string; p_value: Json }; Returns: Json };
      show_history: { Args: { p_session_id: string; p_user_id: string }; Returns: Json };
      suspend_user: { Args: { p_reason: string; p_user_id: string }; Returns: Json };
      sync_session: {
        Args: { p_limit?: number; p_session_id: string; p_since_rev: number };
        Returns: Json;
      };
      transition_session: {
        Args: {
          p_metadata?: Json;
          p_reason?: string;
          p_session_id: string;
          p_to: Database['public']['Enums']['session_status'];
        };
        Returns: Json;
      };
      unread_count: { Args: Record<PropertyKey, never>; Returns: number };
      unsubscribe: { Args: { p_token: string }; Returns: undefined };
      withdraw_announcement: { Args: { p_id: string }; Returns: Json };
    };
    Enums: {
      app_role: 'student' | 'mentor' | 'buyer' | 'supplier' | 'admin';
      mentor_status: 'none' | 'pending' | 'approved' | 'rejected';
      message_type: 'text' | 'file' | 'image' | 'system';
      notification_type:
        | 'session_request'
        | 'session_accepted'
        | 'session_declined'
        | 'message_received'
        | 'session_completed'
        | 'mentor_approved'
        | 'system_announcement'
        | 'reminder';
      presence_status: 'online' | 'away' | 'busy' | 'offline';
      report_reason: 'spam' | 'harassment' | 'off_platform' | 'inappropriate' | 'other';
      report_status: 'open' | 'assigned' | 'resolved' | 'dismissed';
      session_kind: 'mentoring' | 'buyer_supplier' | 'buyer_admin' | 'support';
      session_status:
        'requested' | 'accepted' | 'declined' | 'in_progress' | 'completed' | 'expired';
      version_reason: 'edit' | 'delete' | 'hidden';
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {
      app_role: ['student', 'mentor', 'buyer', 'supplier', 'admin'],
      mentor_status: ['none', 'pending', 'approved', 'rejected'],
      message_type: ['text', 'file', 'image', 'system'],
      notification_type: [
        'session_request',
        'session_accepted',
        'session_declined',
        'message_received',
        'session_completed',
        'mentor_approved',
        'system_announcement',
        'reminder',
      ],
      presence_status: ['online', 'away', 'busy', 'offline'],
      report_reason: ['spam', 'harassment', 'off_platform', 'inappropriate', 'other'],
      report_status: ['open', 'assigned', 'resolved', 'dismissed'],
      session_kind: ['mentoring', 'buyer_supplier', 'buyer_admin', 'support'],
      session_status: ['requested', 'accepted', 'declined', 'in_progress', 'completed', 'expired'],
      version_reason: ['edit', 'delete', 'hidden'],
    },
  },
} as const;
